export type Log = (message: string) => void;

/** One line on stderr for each message, as text or as JSON with the time (UTC). */
export function createLog(format: 'text' | 'json'): Log {
  return (message) => {
    const text = message.replaceAll(/[\r\n]+/g, ' | ');
    const line = format === 'json' ? JSON.stringify({ time: new Date().toISOString(), message: text }) : text;
    process.stderr.write(`${line}\n`);
  };
}
