import { dataOf } from '../../api-client/client.js';
import { listUpTo } from '../../api-client/list-up-to.js';
import type { components } from '../../api-client/schema.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { printList } from '../print.js';
import { saveFile } from '../save-file.js';
import type { AskOptions } from '../service-options.js';

type Event = components['schemas']['AuditEventDto'];
type Page = components['schemas']['AuditListDto'];

export interface AuditOptions extends AskOptions {
  readonly since?: string;
  readonly until?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly limit: number;
  readonly csv?: string;
}

/** `kaimen audit`: what was changed, who signed in and who was refused, newest first; with --csv all of it. */
export async function audit(options: AuditOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { since, until, actor, subject, limit, csv, json } = options;
  const filter = { since, until, actor, subject };
  if (csv !== undefined) {
    const headers = { Accept: 'text/csv' };
    const body = await dataOf(
      api.GET('/api/v1/audit', { params: { query: filter }, headers, parseAs: 'stream' }),
    );
    await saveFile(body, csv);
    return context.io.out(json ? JSON.stringify({ file: csv }) : csv);
  }
  const events = await listUpTo(
    limit,
    async (page) =>
      // As JSON it is a page; the other types have their own header.
      (await dataOf(api.GET('/api/v1/audit', { params: { query: { ...filter, ...page } } }))) as Page,
  );
  const columns = {
    at: ({ at }: Event) => at,
    status: ({ status }: Event) => status,
    owner: ({ ownerId }: Event) => ownerId,
    by: ({ actor: by }: Event) => by,
    action: ({ action }: Event) => action,
    subject: (event: Event) => event.subject,
    from: ({ address }: Event) => address,
  };
  printList(events, columns, { io: context.io, json });
  if (!json && events.length === limit) context.io.note('There may be more: --limit, --since, --csv FILE.');
}
