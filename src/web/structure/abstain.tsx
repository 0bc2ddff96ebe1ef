import { useMemo } from 'react';
import type { DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import { useFrame } from '../plot/frame.js';
import { HatchX } from '../plot/hatch.js';
import { Label } from '../plot/layers.js';
import { useView } from '../view/context.js';
import { useField } from '../view/view-store.js';
import { abstentions, reasonAt, spanOf } from './along.js';

interface AbstainProps {
  readonly reading: DescriptorReading;
}

const LINE_LETTERS = 46;

/** A sentence in lines of about as many letters. */
export function inLines(text: string, letters: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + word.length >= letters) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** Why there is no answer under the cursor, beside it; it follows the pointer, so an export is without it. */
function ReasonAtCursor({ reading }: AbstainProps) {
  const { store, path } = useView();
  const pixel = useField(store, 'pixel');
  const frame = useFrame();
  const index = path.pixels.indexOf(pixel);
  const reason = index < 0 ? null : reasonAt(reading, pixel);
  if (reason === null) return null;
  const x = frame.x.to(path.positions[index]);
  const isLeft = x < frame.left + frame.innerWidth / 2;
  return (
    <g data-live data-reason>
      {inLines(`No answer here: ${reason}`, LINE_LETTERS).map((line, i) => (
        <Label
          key={i}
          x={isLeft ? x + 8 : x - 8}
          y={frame.top + 18 + 15 * i}
          text={line}
          color="var(--warn)"
          anchor={isLeft ? 'start' : 'end'}
        />
      ))}
    </g>
  );
}

/** Positions for which the model gives no answer, hatched; under the cursor the reason. */
export function AbstainLayer({ reading }: AbstainProps) {
  const { path } = useView();
  const spans = useMemo(
    () => abstentions(reading, path).map(({ first, last }) => spanOf(path, first, last)),
    [reading, path],
  );
  return (
    <>
      <HatchX spans={spans} />
      <ReasonAtCursor reading={reading} />
    </>
  );
}
