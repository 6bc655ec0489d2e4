/* names_device.h: takes from a device's name what drivers, programs and people write around the product: the program's
   own number ("CUDA0: ", "MTL0 (...)"), the line of lspci ("GA102 [GeForce RTX 3090 Ti] [10de:2203] (rev a1)"), the
   chip
   ("gfx1102", "sm_120"), the board's maker ("XFX"), the screen of a laptop and the processor ("Ryzen 7 8845HS w/"). */
#ifndef NAMES_DEVICE_H
#define NAMES_DEVICE_H

#include <stdbool.h>

struct arena;

enum { NAMES_DEVICE_MOST = 8 };

struct names_device {
    char *text; /* the name in small letters, with blanks in place of what says nothing about the product */
    const char *const *chip; /* up to a NULL: the products with the chip that the name states; NULL: it states none */
    bool exact; /* the name states the number of a PCI device, which is that of one product where chip has one */
    const char
        *either[NAMES_DEVICE_MOST + 1]; /* the products of a name for several: "RX 7900 XT/7900 XTX"; NULL ends */
};

struct names_device names_device_read(struct arena *a, const char *text);

#endif
