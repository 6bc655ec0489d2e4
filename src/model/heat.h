/* heat.h: where the watts go. Every watt from the wall becomes heat in the room. */
#ifndef HEAT_H
#define HEAT_H

/* Air that carries so many watts away at that rise: W / (density x heat capacity x rise), dry air at ambient_c and sea
   level (ideal gas, 101325 Pa, 287.05 J/(kg K), 1006 J/(kg K)). */
double heat_airflow_m3_h(double watts, double rise_k, double ambient_c);
/* Steady warming of a closed room that loses w_k watts per kelvin; NaN when that is unknown. */
double heat_room_rise_k(double watts, double w_k);

#endif
