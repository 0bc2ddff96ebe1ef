/** A ready command line, and for which machine. */
export interface Command {
  readonly title: string;
  readonly text: string;
}

interface KeyFacts {
  readonly origin: string;
  readonly token: string;
  readonly instrument: string | null;
}

/** A word for a POSIX shell. */
const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Names of instruments hold no quotes and no percent signs (INSTRUMENT_NAME), so quotes are enough for cmd.exe. */
const inCmd = (text: string): string => `"${text}"`;

/** What is typed at the microscope to have its files sent with a key. */
export function keyCommands({ origin, token, instrument }: KeyFacts): readonly Command[] {
  const named = (quote: (text: string) => string): string =>
    instrument === null ? '' : ` --instrument ${quote(instrument)}`;
  const python = `${origin}/agent/kaimen_upload.py`;
  const agent = `${origin}/agent/kaimen-agent.mjs`;
  return [
    {
      title: 'Windows (cmd) with Python, also that of DigitalMicrograph',
      text: `curl -O ${python}\nset KAIMEN_KEY=${token}\npython kaimen_upload.py watch D:\\data${named(inCmd)}`,
    },
    {
      title: 'Windows (cmd) with Node',
      text: `curl -O ${agent}\nset KAIMEN_URL=${origin}\nset KAIMEN_KEY=${token}\nnode kaimen-agent.mjs watch D:\\data${named(inCmd)}`,
    },
    {
      title: 'Linux or macOS, where Kaimen is installed',
      text: `export KAIMEN_URL=${origin} KAIMEN_KEY=${token}\nkaimen watch ~/data${named(inShell)}`,
    },
    {
      title: 'One file by hand',
      text: `curl -H "Authorization: Bearer ${token}" -F file=@scan.dm4 ${origin}/api/v1/datasets`,
    },
  ];
}
