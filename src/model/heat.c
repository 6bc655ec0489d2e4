/* heat.c: airflow and room temperature from watts. Idea: steady state, all power becomes heat; air carries away density
 * volume flow * heat capacity * rise, a closed room loses w_k watts per kelvin through its walls. */
#include "heat.h"

#include "unit.h"

static const double pressure_pa = 101325, gas_j_kg_k = 287.05, capacity_j_kg_k = 1006;

double heat_airflow_m3_h(double watts, double rise_k, double ambient_c)
{
    const double density = pressure_pa / (gas_j_kg_k * unit_c_to_k(ambient_c));
    return unit_h_to_s(watts / (density * capacity_j_kg_k * rise_k));
}

double heat_room_rise_k(double watts, double w_k)
{
    return watts / w_k;
}
