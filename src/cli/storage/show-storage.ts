import { dataOf } from '../../api-client/client.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import type { AskOptions } from '../service-options.js';
import { sizeText } from './size-text.js';

/** `kaimen storage show` */
export async function showStorage(options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const found = await dataOf(api.GET('/api/v1/storage'));
  const { io } = context;
  if (options.json) return io.out(JSON.stringify(found));
  io.out(`stored       ${found.nBlobs} files, ${sizeText(found.bytes)} (${found.store})`);
  io.out(`of no use    ${found.nUnreferenced} files, ${sizeText(found.unreferencedBytes)}`);
  io.out(`on their way ${found.nUploads} uploads, ${sizeText(found.uploadBytes)}`);
}

/** `kaimen storage sweep` */
export async function sweepStorage(
  options: AskOptions & { readonly dryRun: boolean },
  context: ServiceContext,
): Promise<void> {
  const { api } = await connectService(options, context);
  const report = await dataOf(api.POST('/api/v1/storage/sweep', { body: { dryRun: options.dryRun } }));
  const { io } = context;
  if (options.json) return io.out(JSON.stringify(report));
  for (const sha256 of report.sha256s) io.out(sha256);
  const left = report.nRemoved - report.sha256s.length;
  if (left > 0) io.out(`… and ${left} more`);
  const [what, would] = [`${report.nRemoved} files, ${sizeText(report.bytes)}`, options.dryRun];
  io.note(would ? `${what} would be removed; nothing was.` : `${what} removed.`);
}
