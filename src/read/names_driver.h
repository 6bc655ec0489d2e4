/* names_driver.h: takes from a line that a driver or a program prints about a device what is not the product's name:
   the label before it ("ggml_vulkan: 0 = ", "Device 0: ", "[level_zero:gpu:0]|"), what follows ("| uma: 1",
   ", VMM: yes", "[PCI 0000:03:00.0]") and the driver. */
#ifndef NAMES_DRIVER_H
#define NAMES_DRIVER_H

#include <stdbool.h>

/* Blanks that out in a name in small letters. Writes memory that a program counted as the size that the card is sold
   with: "(24564 mib, 23875 mib free)" as "24gb". */
void names_driver_cut(char *text);
/* Returns true if the text behind a ',' goes on about the device before it: " compute capability 8.6", " 8 GB". */
bool names_driver_goes_on(const char *text);

#endif
