/** bigint comes as text; sizes stay far below 2^53. */
export const asNumber = {
  from: (text: string): number => Number(text),
  to: (value: number): number => value,
};

export const asNumberOrNull = {
  from: (text: string | null): number | null => (text === null ? null : Number(text)),
  to: (value: number | null): number | null => value,
};
