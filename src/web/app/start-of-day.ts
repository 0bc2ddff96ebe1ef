/** When a day begins where the page is, in ISO 8601. @param day  YYYY-MM-DD, as a field for dates has it */
export const startOfDay = (day: string): string => new Date(`${day}T00:00:00`).toISOString();
