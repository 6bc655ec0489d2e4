/* drawing_board.h: the inside of a machine: board, processor, memory, slots and cards. */
#ifndef DRAWING_BOARD_H
#define DRAWING_BOARD_H

#include "drawing_part.h"

/* Draws the machine's system (if it is sold whole), board and cards. */
void drawing_board(struct drawing_part *d);

#endif
