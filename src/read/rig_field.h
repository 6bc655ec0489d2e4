/* rig_field.h: the fields of a card as the programs name them, whatever the form of their output: columns of CSV,
   members of JSON, lines with a colon. */
#ifndef RIG_FIELD_H
#define RIG_FIELD_H

#include "rig_said.h"

/* Sets the field of the card that the key means (rig_text_key of a column, or of the path of a member: bus_bdf). The
   value may have a unit. Returns false where no field has that name. */
bool rig_field_set(struct rig_said *s, struct rig_card *c, const char *key, const char *value);
/* Returns whether a field of cards has that name. */
bool rig_field_known(const char *key);

#endif
