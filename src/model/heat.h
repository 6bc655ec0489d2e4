/* heat.h: every watt drawn from the wall becomes heat in the room. */
#ifndef HEAT_H
#define HEAT_H

/* Returns the airflow in m3/h that carries `watts` away when the air warms by rise_k: W / (density * heat capacity *
   rise_k), for dry air of ambient_c at sea level (ideal gas: 101325 Pa, 287.05 J/(kg K), 1006 J/(kg K)). */
double heat_airflow_m3_h(double watts, double rise_k, double ambient_c);
/* Returns the steady temperature rise in kelvin of a closed room that loses w_k watts per kelvin; NaN if w_k is NaN. */
double heat_room_rise_k(double watts, double w_k);

#endif
