import type { ShownInstrument } from '../../workflows/instruments/manage-instruments.js';
import type { InstrumentReport } from '../../workflows/ports/instruments.js';
import type { InstrumentDto, InstrumentReportDto } from './instrument.dto.js';

export const toInstrumentReport = (body: InstrumentReportDto): InstrumentReport => ({
  ...body,
  lastFile: body.lastFile ?? null,
  lastFileAt: body.lastFileAt == null ? null : new Date(body.lastFileAt),
  at: new Date(body.at),
  leaving: body.leaving ?? false,
});

export const toInstrumentDto = (instrument: ShownInstrument): InstrumentDto => ({
  ...instrument,
  watching: [...instrument.watching],
  lastSeenAt: instrument.lastSeenAt.toISOString(),
  lastFileAt: instrument.lastFileAt?.toISOString() ?? null,
  at: instrument.at.toISOString(),
});
