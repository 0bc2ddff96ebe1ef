import { AGENT_EXIT, AgentError } from '../agent-error.js';
import type { Service } from '../service/service.js';

/**
 * The instrument that files come from: the one that is told, else the one that the key is bound to; null: neither, or nobody answers
 * now. Then the service says so itself when it is there, of the first file.
 *
 * @throws AgentError wrong-instrument  the key is bound to another one than is told
 */
export async function instrumentOf(service: Service, told: string | null): Promise<string | null> {
  const bound = await boundOrNull(service);
  if (told === null || bound === null || told === bound) return told ?? bound;
  throw new AgentError(
    AGENT_EXIT.usage,
    'wrong-instrument',
    `The key is bound to the instrument ${bound}, and --instrument says ${told}`,
    'Leave --instrument out, or use a key of that instrument. Nothing was sent.',
  );
}

async function boundOrNull(service: Service): Promise<string | null> {
  try {
    return await service.boundInstrument();
  } catch (error) {
    if (error instanceof AgentError) throw error;
    return null;
  }
}
