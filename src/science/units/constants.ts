/** 1 eV in J, exact (SI 2019). */
export const JOULE_PER_EV = 1.602176634e-19;

/** 1 eV/Å² in J/m²: a boundary's or surface's energy per area. */
export const J_PER_M2_PER_EV_PER_ANGSTROM2 = 16.02176634;

/** 1 eV/Å³ in GPa: a stress or elastic constant. */
export const GPA_PER_EV_PER_ANGSTROM3 = 160.2176634;
