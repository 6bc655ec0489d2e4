/* training_search.h: the best way to fine-tune a model on given cards: method, trainer, cards, sharding, checkpointing,
   micro-batch and sequence.

   What the user states is kept. Ways are ordered by
     1. fits before does not fit;
     2. the longer sequence, up to the wanted one: the stated one, else the named trainer's, else the policy's, at most
        the model's context. A stated sequence is never shortened; another one is shortened, in steps of 256, only where
        it does not fit;
     3. all on the cards before weights, gradients and optimiser states in system RAM, which is slow: a last resort of
        zero3, if the RAM holds them;
     4. method: full fine-tuning, LoRA over 16-bit weights, QLoRA;
     5. more cards; if fewer must do, those with the most free memory;
     6. more free memory on the fullest card: on the same cards, the cheapest in memory;
     7. less work and traffic: no checkpointing, then ddp, zero1, zero2, zero3; then the order of the trainers' records.
   Ways that do not fit are ordered by what is missing, then as above.

   The micro-batch is 1 unless stated. Rank, adapted matrices and the wanted sequence are the same for all trainers, so
   that their memory is compared for the same work. The optimiser is AdamW unless stated. A trainer is tried on the
   backends of its record, with the shardings of its record; superseded ones only where they are named.
   A stated sharding keeps two cards or more, if the request has them.

   Invariant: the best way is that of a search over all methods, trainers, subsets of cards, shardings, settings of
   checkpointing and sequences (tests/property/training_search.c). Of all subsets of n cards the one with the most free
   memory on its fullest card is enough, because each card holds the same share; sequence and micro-batch are found by
   bisection, because memory grows with them. */
#ifndef TRAINING_SEARCH_H
#define TRAINING_SEARCH_H

#include "prepare.h"
#include "training_found.h"
#include "training_request.h"

struct arena;

/* Returns the ways to fine-tune q->model on the devices of *q under the settings that are stated in *s. */
const struct training_found *training_search_run(struct arena *a, const struct catalogue *c, const struct request *q,
                                                 const struct training_settings *s);

#endif
