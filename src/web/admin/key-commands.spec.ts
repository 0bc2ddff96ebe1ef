import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { agoText } from './ago-text.js';
import { keyCommands } from './key-commands.js';

const FACTS = { origin: 'https://kaimen.example.org', token: 'kaimen_id_secret' };

describe('keyCommands', () => {
  it('names the instrument where the key is bound to one', () => {
    for (const { text } of keyCommands({ ...FACTS, instrument: null })) {
      expect(text).not.toContain('--instrument');
      expect(text).toContain(FACTS.token);
    }
    const [windows] = keyCommands({ ...FACTS, instrument: 'ARM 200' });
    expect(windows.text.split('\n')).toEqual([
      'curl -O https://kaimen.example.org/agent/kaimen_upload.py',
      'set KAIMEN_KEY=kaimen_id_secret',
      'python kaimen_upload.py watch D:\\data --instrument "ARM 200"',
    ]);
  });

  it('can be pasted into a shell whatever the name is', () => {
    const name = "it's $HOME `x`";
    const { text } = keyCommands({ ...FACTS, instrument: name })[2];
    const said = execFileSync('sh', ['-c', text.replace('kaimen watch', 'printf "%s|"')], {
      env: { ...process.env, HOME: '/h' },
    });
    expect(said.toString()).toBe(`/h/data|--instrument|${name}|`);
  });
});

it('agoText makes no future of clocks that differ', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  expect(agoText('2026-03-01T10:00:03Z', now)).toBe('just now');
  expect(agoText('2026-03-01T09:59:00Z', now)).toBe('1 min 0 s ago');
});
