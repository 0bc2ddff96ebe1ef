import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeService } from './testing/fake-service.js';
import { type Ended, PYTHON, SCRIPT, type Started, startPython } from './testing/run-python.js';

const NEEDS = PYTHON === null ? ' (skipped: needs python3 ≥ 3.8)' : '';

let folder: string;
let service: FakeService;
const started: Started[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen python µ-'));
  service = await FakeService.start();
});
afterEach(async () => {
  for (const { process, ended } of started.splice(0)) {
    process.kill('SIGKILL');
    await ended;
  }
  await service.stop();
  await rm(folder, { recursive: true });
});

/** Runs until we end it, or it ends. */
function start(args: string[], env: Record<string, string> = {}): Started {
  const its = { KAIMEN_URL: service.url, KAIMEN_KEY: service.key, ...env };
  const one = startPython([SCRIPT, ...args, '--journal', join(folder, 'journal.jsonl')], its);
  started.push(one);
  return one;
}
const run = (args: string[], env: Record<string, string> = {}): Promise<Ended> => start(args, env).ended;

async function file(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Not of one byte over and over: an offset that is wrong by any number shows. */
function bytesOf(n: number): Buffer {
  let state = n;
  return Buffer.from(
    Uint8Array.from({ length: n }, () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24),
  );
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What functions of the module answer, as JSON. */
async function ask(code: string): Promise<unknown> {
  const prelude = `import sys, json; sys.path.insert(0, ${JSON.stringify(join(SCRIPT, '..'))}); import kaimen_upload as k\n`;
  const { code: exit, out, err } = await startPython(['-c', prelude + code]).ended;
  expect([exit, err]).toEqual([0, '']);
  return JSON.parse(out);
}

describe.skipIf(PYTHON === null)(`rules of the Python uploader${NEEDS}`, () => {
  it('finds whole what the Node agent finds whole (src/agent/testing/whole-files.json)', async () => {
    const table = JSON.parse(await readFile('src/agent/testing/whole-files.json', 'utf8')) as {
      whole: boolean;
    }[];
    const verdicts = (await ask(`
import os
for case in json.load(open("src/agent/testing/whole-files.json")):
    path = os.path.join(${JSON.stringify(folder)}, case["name"])
    with open(path, "wb") as file:
        file.write(bytes.fromhex(case["hex"]) + bytes(case["zeros"]))
    case["whole"] = k.why_not_whole(path) is None
    print("," if case != None and "started" in globals() else "[", json.dumps(case)); started = True
print("]")`)) as unknown[];
    expect(verdicts).toEqual(table);
  });

  it('is written in the language of Python 3.8', async () => {
    const code = `import ast; print(json.dumps(len(ast.parse(open(${JSON.stringify(SCRIPT)}).read(), feature_version=(3, 8)).body) > 0))`;
    expect(await ask(code)).toBe(true);
  });

  it('names files of any length on Windows', async () => {
    const paths = [
      'C:\\a\\b.dm4',
      'C:/a/µ b.dm4',
      '\\\\server\\share\\x.dm4',
      '\\\\?\\C:\\x',
      '\\\\?\\UNC\\s\\x',
    ];
    expect(
      await ask(`print(json.dumps([k.windows_long_path(p) for p in ${JSON.stringify(paths)}]))`),
    ).toEqual([
      '\\\\?\\C:\\a\\b.dm4',
      '\\\\?\\C:\\a\\µ b.dm4',
      '\\\\?\\UNC\\server\\share\\x.dm4',
      '\\\\?\\C:\\x',
      '\\\\?\\UNC\\s\\x',
    ]);
  });

  it('waits longer from time to time, up to 5 min, and as long as it is asked to', async () => {
    const [own, asked] = (await ask(`
b = k.Backoff(); c = k.Backoff()
print(json.dumps([[b.next_s() for i in range(12)], [c.next_s(7) for i in range(3)]]))`)) as number[][];
    own.forEach((seconds, i) => {
      expect(seconds).toBeLessThanOrEqual(Math.min(300, 2 ** i));
      expect(seconds).toBeGreaterThanOrEqual(Math.min(300, 2 ** i) / 2);
    });
    for (const seconds of asked) expect(seconds).toBeGreaterThanOrEqual(7);
  });

  it.each([
    [{ 'Retry-After': '17' }, 17],
    [{ 'Retry-After': 'Mon, 30 Nov 2026 03:00:20 GMT', Date: 'Mon, 30 Nov 2026 03:00:00 GMT' }, 20],
    [{ 'Retry-After': 'soon' }, null],
    [{}, null],
  ])('reads %o as %s s', async (headers, seconds) => {
    const code = `print(json.dumps(k.retry_after_s(k.Answer(503, json.loads('${JSON.stringify(headers)}'), b""))))`;
    expect(await ask(code)).toBe(seconds);
  });

  it('knows what may pass and what may not', async () => {
    const told = (await ask(`
def of(status):
    try:
        k.checked(k.Answer(status, {}, b'{"code": "c"}')); return "taken"
    except Exception as error:
        return type(error).__name__ + (" for all" if getattr(error, "everybody", False) else "")
print(json.dumps({status: of(status) for status in (200, 204, 301, 400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 423, 425, 429, 500, 502, 503, 504, 507)}))`)) as Record<
      string,
      string
    >;
    const by = (what: string): number[] =>
      Object.keys(told)
        .map(Number)
        .filter((status) => told[status] === what);
    expect(by('taken')).toEqual([200, 204]);
    expect(by('Away')).toEqual([408, 409, 423, 425, 500]);
    expect(by('Away for all')).toEqual([429, 502, 503, 504, 507]);
    expect(by('Refused')).toEqual([400, 413, 415, 422]);
    expect(by('KeyRefused')).toEqual([401, 403]);
    expect(by('Gone')).toEqual([404, 410]);
    expect(by('UsageError')).toEqual([301]);
  });

  it('keeps of a journal that the power cut what was whole', async () => {
    const path = JSON.stringify(join(folder, 'j.jsonl'));
    expect(
      await ask(`
j = k.Journal(${path}); j.put({"url": "u", "path": "a", "state": "accepted"})
open(${path}, "ab").write(b'{"url": "u", "path": "b", "sta')
j = k.Journal(${path}); j.put({"url": "u", "path": "c", "state": "hashed"})
j = k.Journal(${path}); print(json.dumps([(j.last("u", p) or {}).get("state") for p in "abc"]))`),
    ).toEqual(['accepted', null, 'hashed']);
  });
});

describe.skipIf(PYTHON === null)(`kaimen_upload.py push${NEEDS}`, () => {
  it('sends bytes, name, hash, times and what lies beside', async () => {
    const bytes = bytesOf(700_000);
    const path = await file('line scan µ.dm4', bytes);
    await writeFile(`${path}.kaimen.json`, '{"sample": "STO/LMO", "recipe": "default"}');
    const { code, out, err } = await run(['push', path, '--instrument', 'Titan', '--session', 'night 1']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`accepted ${service.datasets[0].id} ${path}\n`);
    const [upload] = service.uploads.values();
    expect(upload.bytes.equals(bytes)).toBe(true);
    expect(upload.metadata).toEqual({
      filename: 'line scan µ.dm4',
      sha256: sha256(bytes),
      instrument: 'Titan',
      session: 'night 1',
      modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/) as unknown,
      sidecar: '{"sample": "STO/LMO", "recipe": "default"}',
    });
  });

  it('takes session and instrument from what lies beside; an instrument that the key may not blames that file alone', async () => {
    const [a, b] = [await file('a.dm4', bytesOf(1000)), await file('b.dm4', bytesOf(1001))];
    await writeFile(`${a}.kaimen.json`, '{"sample": "µ", "instrument": "ARM", "session": "night 2"}');
    await writeFile(`${b}.kaimen.json`, '{"session": "night 3"}');
    expect((await run(['push', a, b, '--session', 'night 1'])).code).toBe(0);
    const told = [...service.uploads.values()].map(({ metadata }) => metadata);
    expect(told).toMatchObject([
      { session: 'night 2', instrument: 'ARM', sidecar: '{"sample": "µ", "instrument": "ARM"}' },
      { session: 'night 3' },
    ]);
    expect(Object.keys(told[1])).not.toContain('sidecar');
    service.fault = (request, n) =>
      request === 'POST /api/v1/uploads' && n === 3 ? { status: 403, code: 'wrong-instrument' } : null;
    const c = await file('c.dm4', bytesOf(1002));
    await writeFile(`${c}.kaimen.json`, '{"instrument": "Titan"}');
    const { code, out } = await run(['push', c, await file('d.dm4', bytesOf(1003))]);
    expect([code, out]).toEqual([3, expect.stringMatching(/^rejected wrong-instrument .*\naccepted /)]);
  });

  it('sends nothing twice, but a sidecar that was not there before', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    await run(['push', path]);
    await writeFile(`${path}.kaimen.json`, '{"material": "SrTiO3"}');
    expect((await run(['push', path])).code).toBe(0);
    expect([service.uploads.size, service.datasets.length]).toEqual([1, 1]);
    expect(service.datasets[0].sidecar).toEqual({ material: 'SrTiO3' });
  });

  it('goes on where the line was cut', async () => {
    const bytes = bytesOf(6_000_000);
    const path = await file('a.dm4', bytes);
    service.fault = (request, n) =>
      request.startsWith('PATCH') && n <= 2 ? { cutAfterBytes: 2_000_000 } : null;
    expect((await run(['push', path])).code).toBe(0);
    const [upload] = service.uploads.values();
    expect(upload.bytes.equals(bytes)).toBe(true);
    expect([service.uploads.size, service.nBodyBytes]).toEqual([1, bytes.length]);
  });

  it('learns what became of an upload whose last answer was lost', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    service.fault = (request, n) => (request.startsWith('PATCH') && n === 1 ? { loseAnswer: true } : null);
    expect(await run(['push', path])).toMatchObject({
      code: 0,
      out: `accepted ${service.datasets[0].id} ${path}\n`,
    });
    expect(service.uploads.size).toBe(1);
  });

  it('learns why an upload was refused whose last answer was lost', async () => {
    const path = await file('bad.dm4', 'bad file');
    service.fault = (request, n) => (request.startsWith('PATCH') && n === 1 ? { loseAnswer: true } : null);
    expect(await run(['push', path])).toMatchObject({
      ...{ code: 3, out: expect.stringContaining('rejected truncated-file') as unknown },
    });
  });

  it('starts anew what the service has forgotten', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    let isKnown = true;
    service.fault = (request) => {
      if (isKnown && request.startsWith('PATCH')) service.uploads.clear();
      isKnown &&= !request.startsWith('PATCH');
      return null;
    };
    expect((await run(['push', path])).code).toBe(0);
    expect([service.uploads.size, service.datasets.length]).toEqual([1, 1]);
  });

  it('comes back when the service says so, not before', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    service.fault = (request, n) =>
      request === 'POST /api/v1/uploads' && n === 1 ? { status: 503, headers: { 'Retry-After': '2' } } : null;
    const startedMs = performance.now();
    expect((await run(['push', path])).code).toBe(0);
    expect(performance.now() - startedMs).toBeGreaterThan(2000);
  });

  it('writes beside a file why it is refused, goes on with the others and ends with 3', async () => {
    const bad = await file('bad.dm4', 'bad file');
    const good = await file('good.dm4', bytesOf(1000));
    const { code, out } = await run(['push', bad, good]);
    expect(code).toBe(3);
    expect(out).toContain(`rejected truncated-file ${bad}: it is truncated-file\n`);
    expect(out).toContain(`${good}\n`);
    expect(JSON.parse(await readFile(`${bad}.kaimen-error.json`, 'utf8'))).toMatchObject({
      ...{ code: 'truncated-file', status: 422, file: 'bad.dm4', sha256: sha256(Buffer.from('bad file')) },
    });
    await writeFile(bad, 'mended');
    expect((await run(['push', bad])).code).toBe(0);
    expect(existsSync(`${bad}.kaimen-error.json`)).toBe(false);
  });

  it('blames no file for a key that is refused: 3, and no key in what it says', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    const { code, out, err } = await run(['push', path], { KAIMEN_KEY: 'kaimen_wrong_key' });
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('(unauthorized)');
    expect(err).not.toContain('wrong_key');
    expect(existsSync(`${path}.kaimen-error.json`)).toBe(false);
    expect(await readFile(join(folder, 'journal.jsonl'), 'utf8')).not.toContain('wrong_key');
  });

  it('never follows a redirect with its key', async () => {
    const path = await file('a.dm4', bytesOf(10));
    const headers = { Location: 'http://192.0.2.1/' };
    service.fault = () => ({ status: 308, headers });
    const { code, err } = await run(['push', path]);
    expect([code, err]).toEqual([2, expect.stringContaining('elsewhere: http://192.0.2.1/')]);
  });

  it('ends with 2 where whoever asked made a mistake', async () => {
    const mistakes: [string[], Record<string, string>, string][] = [
      [['push', 'no-such.dm4'], {}, 'no-such-file'],
      [['push', SCRIPT], { KAIMEN_KEY: '' }, 'no-key'],
      [['push', SCRIPT], { KAIMEN_KEY: 'a b' }, 'no-key'],
      [['push', SCRIPT, '--key-file', 'no-such-file'], {}, 'no-key'],
      [['push', SCRIPT], { KAIMEN_URL: 'kaimen' }, 'invalid-url'],
      [['push', SCRIPT], { KAIMEN_URL: 'http://a?key=1' }, 'invalid-url'],
      [['watch', '--once', 'no-such-folder'], {}, 'no-such-folder'],
      [['pull'], {}, 'invalid choice'],
    ];
    const all = mistakes.map(async ([args, env, reason]) => ({ ended: await run(args, env), reason }));
    for (const { ended, reason } of await Promise.all(all))
      expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining(reason) as unknown });
  });

  it('ends with 4 when nobody answers', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    const env = { KAIMEN_URL: 'http://127.0.0.1:9' };
    const { code, err } = await run(['push', path, '--patience', '0.1'], env);
    expect([code, err]).toEqual([4, expect.stringContaining('does not answer')]);
  });

  it('is a function for scripts', async () => {
    const path = await file('a.dm4', bytesOf(1000));
    const from = `url=${JSON.stringify(service.url)}, key=${JSON.stringify(service.key)}, journal=${JSON.stringify(join(folder, 'j'))}`;
    expect(await ask(`print(json.dumps(k.push(${JSON.stringify(path)}, wait=True, ${from})))`)).toEqual({
      ...{ path, state: 'accepted', datasetId: service.datasets[0].id, problem: null },
    });
  });

  it('killed again and again, it sends every byte about once and the file once', async () => {
    const bytes = bytesOf(3_000_000);
    const path = await file('a.dm4', bytes);
    // So slowly that each run dies somewhere on the way.
    service.fault = (request, n) =>
      request.startsWith('PATCH') && n % 2 === 1 ? { cutAfterBytes: 400_000 } : null;
    for (let moment = 0; moment < 8; moment++) {
      const one = start(['push', path]);
      await sleep(60 + 50 * moment);
      one.process.kill('SIGKILL');
      await one.ended;
    }
    expect((await run(['push', path])).code).toBe(0);
    expect(service.datasets).toHaveLength(1);
    expect(
      [...service.uploads.values()].filter(({ state }) => state === 'accepted')[0].bytes.equals(bytes),
    ).toBe(true);
    // An upload that was opened in the moment of a kill may be opened again.
    expect(service.uploads.size).toBeLessThanOrEqual(3);
  });
});

const OPENSSL = ['/usr/bin/openssl'].find(existsSync) ?? null;

describe.skipIf(PYTHON === null || OPENSSL === null)(
  `over TLS${NEEDS}${OPENSSL === null ? ' (skipped: needs openssl)' : ''}`,
  () => {
    it('trusts nobody unknown, and who --ca-file names', async () => {
      const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
      execFileSync(OPENSSL!, ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate], {
        stdio: 'ignore',
      });
      await service.stop();
      const pair = { key: await readFile(key), cert: await readFile(certificate) };
      service = await FakeService.start((listener) => createTlsServer(pair, listener));
      const path = await file('a.dm4', bytesOf(100_000));
      const env = { KAIMEN_URL: `https://localhost:${service.port}` };
      expect(await run(['push', path], env)).toMatchObject({
        ...{ code: 2, err: expect.stringContaining('untrusted-certificate') as unknown },
      });
      expect((await run(['push', path, '--ca-file', certificate], env)).code).toBe(0);
      expect(service.datasets).toHaveLength(1);
    });
  },
);

describe.skipIf(PYTHON === null)(`kaimen_upload.py watch${NEEDS}`, () => {
  const quick = ['--quiet', '0.4', '--interval', '0.1'];
  const arrived = (n: number): Promise<void> =>
    vi.waitFor(() => expect(service.datasets).toHaveLength(n), { timeout: 8000, interval: 20 });

  /** The smallest that has the structure of DigitalMicrograph: header and a root of zeros. */
  function dm4(n: number): Buffer {
    const bytes = bytesOf(n);
    bytes.writeInt32BE(4, 0);
    bytes.writeBigInt64BE(BigInt(n - 24), 4);
    return bytes;
  }

  it('takes a file once, when it is whole: grown, renamed, declared; and knows it after a kill', async () => {
    const data = join(folder, 'data', 'µ scans');
    await mkdir(data, { recursive: true });
    const watching = start(['watch', join(folder, 'data'), ...quick, '--instrument', 'Titan µ']);
    const whole = dm4(20_000);
    await writeFile(join(data, 'grown.dm4'), '');
    for (let i = 0; i < 20; i++) {
      // The last step comes after the quiet time: only the header tells that it is missing.
      await sleep(i === 19 ? 900 : 20);
      await appendFile(join(data, 'grown.dm4'), whole.subarray(1000 * i, 1000 * (i + 1)));
      if (i === 19) expect(service.datasets).toHaveLength(0);
    }
    await writeFile(join(data, 'renamed.part'), dm4(500));
    await rename(join(data, 'renamed.part'), join(data, 'renamed.dm4'));
    await writeFile(join(data, 'cut.dm4'), dm4(500).subarray(0, 400));
    await writeFile(join(data, 'cut.dm4.ready'), '');
    await writeFile(join(data, 'waits.dm4'), dm4(500).subarray(0, 400));
    await writeFile(join(data, 'notes.txt'), 'of no interest');
    await arrived(3);
    watching.process.kill('SIGKILL');
    await watching.ended;

    const again = start(['watch', join(folder, 'data'), ...quick]);
    await writeFile(join(data, 'new.DM4'), dm4(600));
    await arrived(4);
    again.process.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
    expect(service.datasets.map(({ fileName }) => fileName).sort()).toEqual(
      ['cut.dm4', 'grown.dm4', 'new.DM4', 'renamed.dm4'].sort(),
    );
    const uploads = [...service.uploads.values()];
    expect(uploads.map(({ state, metadata }) => [state, metadata.session])).toEqual(
      Array.from({ length: 4 }, () => ['accepted', 'µ scans']),
    );
    expect(service.heartbeats[0]).toMatchObject({
      name: 'Titan µ',
      body: { watching: [join(folder, 'data')] },
    });
  });

  it('outlives a service that is away, and says when it leaves', async () => {
    const path = join(folder, 'a.dm4');
    let isAway = true;
    service.fault = (request) => (isAway && !request.includes('instruments') ? { status: 503 } : null);
    const watching = start(['watch', folder, ...quick, '--instrument', 'Titan']);
    await writeFile(join(folder, 'half.dm4'), dm4(1000).subarray(0, 300));
    await writeFile(path, dm4(1000));
    await vi.waitFor(
      () => expect(service.requests.filter((one) => one.includes('datasets')).length).toBeGreaterThan(1),
      {
        timeout: 8000,
      },
    );
    isAway = false;
    await arrived(1);
    watching.process.kill('SIGTERM');
    expect(await watching.ended).toMatchObject({
      code: 0,
      err: expect.stringContaining('half.dm4 waits') as unknown,
    });
    // What is not whole waits, too.
    expect(service.heartbeats.at(-1)!.body).toMatchObject({
      ...{ leaving: true, nPending: 1, pendingBytes: 300, nRejected: 0, lastFile: 'a.dm4' },
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'passes over a name that is no Unicode, and tells it once',
    async () => {
      await writeFile(
        Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff), Buffer.from('.dm4')]),
        dm4(900),
      );
      await writeFile(join(folder, 'µ 界.dm4'), dm4(1000));
      // What is printed goes into a file in the code page of the PC.
      const { code, out, err } = await run(['watch', folder, '--once', ...quick], {
        PYTHONIOENCODING: 'cp1252',
      });
      expect([code, service.datasets.map(({ fileName }) => fileName)]).toEqual([0, ['µ 界.dm4']]);
      expect(out).toContain('\\u754c.dm4');
      expect(err.match(/its name is no Unicode/g)).toHaveLength(1);
    },
  );

  it('outlives a drive that cannot be read for a moment', async () => {
    const path = JSON.stringify(await file('a.dm4', dm4(1000)));
    expect(
      await ask(`
import contextlib, io
class Drive(k.Sender):
    tries = 0
    def send(self, scan):
        self.tries += 1
        if self.tries == 1: raise OSError(5, "Input/output error")
        return "an id"
said = []
sender = Drive(k.Service(${JSON.stringify(service.url)}, "key"), k.Journal(${JSON.stringify(join(folder, 'j'))}), say=said.append)
watcher = k.Watcher(sender, [${JSON.stringify(folder)}], quiet_s=0)
watcher.look(); watcher.look(); first = watcher.send_due()
watcher.waiting[${path}].next_try_s = 0; 
with contextlib.redirect_stdout(io.StringIO()): second = watcher.send_due()
print(json.dumps([first, second, said[0].split(" (not")[0].split(": ")[-1]]))`),
    ).toEqual([0, 1, '[Errno 5] Input/output error']);
  });

  it('refuses a file that stays half for 10 minutes, beside it; declared whole it is sent as it is', async () => {
    const path = await file('half.dm4', dm4(1000).subarray(0, 300));
    await file('empty.dm4', '');
    const told = (await ask(`
import contextlib, io, os
path = ${JSON.stringify(path)}
sender = k.Sender(k.Service(${JSON.stringify(service.url)}, ${JSON.stringify(service.key)}), k.Journal(${JSON.stringify(join(folder, 'j'))}))
watcher = k.Watcher(sender, [${JSON.stringify(folder)}], quiet_s=0)
error, told, out = path + ".kaimen-error.json", [], io.StringIO()
def look(later_s=0):
    for seen in watcher.seen.values(): seen.since_s -= later_s
    watcher.look()
    report = watcher.report()
    told.append([os.path.exists(error), len(watcher.waiting), report["nPending"], report["nRejected"]])
with contextlib.redirect_stdout(out):
    look(); look(); look(598); look(2)
    problem = json.load(open(error))
    look(); look(600)
    os.remove(error); look(); look()
    open(path + ".ready", "w").close(); look(); watcher.send_due(); look()
print(json.dumps({"told": told, "out": out.getvalue(), "problem": problem}))`)) as Record<string, unknown>;
    expect(told.told).toEqual([
      [false, 0, 0, 0],
      [false, 0, 2, 0],
      [false, 0, 2, 0],
      // The empty one waits, for as long as it takes.
      [true, 0, 1, 1],
      [true, 0, 1, 1],
      [true, 0, 1, 1],
      // Who takes the reason away asks for another try.
      [true, 0, 1, 2],
      [true, 0, 1, 2],
      [true, 1, 2, 2],
      [false, 0, 1, 2],
    ]);
    expect(told.problem).toMatchObject({
      ...{ code: 'truncated-file', status: 422, file: 'half.dm4', sha256: null },
      detail: expect.stringMatching(/is not whole: it has 300 of 992 bytes\. Copy it again\./) as unknown,
    });
    expect(told.out).toMatch(/^rejected truncated-file .*half\.dm4: The file has not/);
    expect(service.datasets.map(({ fileName }) => fileName)).toEqual(['half.dm4']);
  });

  it('asked to end in the middle of a file, it says that it leaves, and ends with 0', async () => {
    await file('a.dm4', dm4(8_000_000));
    const code = `
blocks = k.Sender._blocks
def ended(self, scan, offset):
    for i, block in enumerate(blocks(self, scan, offset)):
        if i == 3: os.kill(os.getpid(), signal.SIGTERM)
        yield block
import os, signal
k.Sender._blocks = ended
print(json.dumps(k.main(["watch", ${JSON.stringify(folder)}, "--quiet", "0", "--interval", "0.1", "--journal", ${JSON.stringify(join(folder, 'j'))}, "--key-file", ${JSON.stringify(await file('key', service.key))}, "--url", ${JSON.stringify(service.url)}])))`;
    const prelude = `import sys, json; sys.path.insert(0, ${JSON.stringify(join(SCRIPT, '..'))}); import kaimen_upload as k\n`;
    const one = startPython(['-c', prelude + code]);
    started.push(one);
    expect((await one.ended).out).toBe('0\n');
    expect(service.heartbeats.at(-1)!.body).toMatchObject({ leaving: true, nPending: 1 });
    expect(service.datasets).toEqual([]);
  });

  it('--once sends what is there and ends: 3 where something was refused, 4 where nobody answers', async () => {
    await writeFile(join(folder, 'a.dm4'), dm4(1000));
    await writeFile(join(folder, 'half.dm4'), dm4(1000).subarray(0, 300));
    await writeFile(join(folder, 'b.csv'), 'bad');
    const once = ['watch', folder, '--once', ...quick];
    const away = await run([...once, '--patience', '0.1'], { KAIMEN_URL: 'http://127.0.0.1:9' });
    expect(away.code).toBe(4);
    expect(await run(once)).toMatchObject({
      code: 0,
      err: expect.stringMatching(/half\.dm4 waits: it has 300 of/) as unknown,
    });
    expect((await run([...once, '--include', '*.csv'])).code).toBe(3);
    expect((await run([...once, '--include', '*.csv'])).code).toBe(0);
    await rm(join(folder, 'b.csv.kaimen-error.json'));
    expect((await run([...once, '--include', '*.csv'])).code).toBe(3);
    expect(service.datasets.map(({ fileName }) => fileName)).toEqual(['a.dm4']);
  });

  it('is of the instrument that its key is bound to, also when that is heard later; another one is refused at the start', async () => {
    service.bound = 'Titan µ';
    await writeFile(join(folder, 'a.dm4'), dm4(1000));
    const wrong = await run(['watch', folder, ...quick, '--instrument', 'ARM']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('the key is bound to the instrument Titan µ, and --instrument says ARM');
    expect(service.requests).toEqual(['GET /api/v1/session']);
    service.fault = (request, n) => (request.endsWith('session') && n === 2 ? { status: 503 } : null);
    const watching = start(['watch', folder, ...quick]);
    await vi.waitFor(() => expect(service.heartbeats[0]?.name).toBe('Titan µ'), { timeout: 8000 });
    watching.process.kill('SIGTERM');
    expect((await watching.ended).code).toBe(0);
  });

  it('refuses a second one on the same journal', async () => {
    const first = start(['watch', folder, ...quick]);
    await vi.waitFor(() => expect(existsSync(join(folder, 'journal.jsonl.lock'))).toBe(true), {
      timeout: 8000,
    });
    await sleep(200);
    expect(await run(['watch', folder, ...quick])).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('journal-in-use') as unknown },
    });
    first.process.kill('SIGTERM');
    await first.ended;
  });
});
