import { dataOf } from '../../api-client/client.js';
import type { components } from '../../api-client/schema.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { printList, timeText } from '../print.js';
import type { AskOptions } from '../service-options.js';
import { sizeText } from '../storage/size-text.js';

type Instrument = components['schemas']['InstrumentDto'];

/** `kaimen instruments list`: which watchers are there, and what waits at them. */
export async function listInstruments(options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { items } = await dataOf(api.GET('/api/v1/instruments'));
  const columns = {
    name: ({ name }: Instrument) => name,
    state: ({ state }: Instrument) => state,
    seen: ({ lastSeenAt }: Instrument) => timeText(lastSeenAt),
    machine: ({ host }: Instrument) => host,
    watching: ({ watching }: Instrument) => (watching.length === 0 ? null : watching.join(', ')),
    waiting: ({ nPending, pendingBytes }: Instrument) => `${nPending} files, ${sizeText(pendingBytes)}`,
    rejected: ({ nRejected }: Instrument) => nRejected,
    'last file': ({ lastFile }: Instrument) => lastFile,
    agent: ({ agent }: Instrument) => agent,
  };
  printList(items, columns, { io: context.io, json: options.json });
  for (const { name, warning } of items) if (warning !== null) context.io.note(`${name}: ${warning}`);
}
