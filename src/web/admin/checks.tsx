interface CheckProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Check({ label, value, onChange }: CheckProps) {
  return (
    <label className="inline">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

interface CheckListProps<T extends string> {
  readonly legend: string;
  readonly all: readonly T[];
  readonly labelOf?: (one: T) => string;
  readonly chosen: readonly T[];
  /** In the order of `all`. */
  readonly onChange: (chosen: readonly T[]) => void;
}

/** Any number of what there is to choose. */
export function CheckList<T extends string>(props: CheckListProps<T>) {
  const { legend, all, labelOf = (one) => one, chosen, onChange } = props;
  return (
    <fieldset className="checks">
      <legend>{legend}</legend>
      {all.map((one) => (
        <Check
          key={one}
          label={labelOf(one)}
          value={chosen.includes(one)}
          onChange={(is) => onChange(all.filter((other) => (other === one ? is : chosen.includes(other))))}
        />
      ))}
    </fieldset>
  );
}
