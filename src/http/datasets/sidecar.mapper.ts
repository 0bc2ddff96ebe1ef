import type { Sidecar } from '../../workflows/ports/records.js';
import { HttpProblem } from '../problems/http-problem.js';
import { checkedObject } from '../requests/request-validation.pipe.js';
import { parseStrictJson, StrictJsonError } from '../requests/strict-json.js';
import { SidecarDto } from './sidecar.dto.js';

/** A sidecar as a field of a form. @throws HttpProblem validation-error, with pointers below '#/sidecar' */
export const sidecarOf = async (text: string | null): Promise<Sidecar | null> =>
  text === null ? null : toSidecar(await checkedObject(parsed(text), SidecarDto, '#/sidecar'));

export function toSidecar({ sample, material, instrument, boundary, recipe, note }: SidecarDto): Sidecar {
  return {
    ...{ sample: sample ?? null, material: material ?? null, instrument: instrument ?? null },
    boundary: boundary
      ? {
          ...{
            material: boundary.material,
            sigma: boundary.sigma,
            axis: boundary.axis,
            plane: boundary.plane,
          },
          ...{ planeB: boundary.planeB ?? null, latticeAngstrom: boundary.latticeAngstrom ?? null },
        }
      : null,
    recipe: recipe ?? null,
    note: note ?? null,
  };
}

export function toSidecarDto({ boundary, ...rest }: Sidecar): SidecarDto {
  if (boundary === null) return { ...rest, boundary };
  const { material, sigma, axis, plane, planeB, latticeAngstrom } = boundary;
  const named = { material, sigma, axis: copyOf(axis), plane: copyOf(plane) };
  return {
    ...rest,
    boundary: {
      ...named,
      ...(planeB === null ? {} : { planeB: copyOf(planeB) }),
      ...(latticeAngstrom === null ? {} : { latticeAngstrom: [...latticeAngstrom] }),
    },
  };
}

type Indices = [number, number, number];
const copyOf = ([h, k, l]: Readonly<Indices>): Indices => [h, k, l];

function parsed(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    const detail = error.message;
    throw new HttpProblem('validation-error', `sidecar: ${detail}`, {
      errors: [{ detail, pointer: '#/sidecar' }],
    });
  }
}
