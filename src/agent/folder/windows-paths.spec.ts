import { describe, expect, it } from 'vitest';
import { isShare, keyOf, meantFolder, relativeTo, unusableName } from './windows-paths.js';

const CWD = 'D:\\work\\here';

describe('the folder that was meant', () => {
  it.each([
    ['C:\\data\\', 'C:\\data'],
    ['c:/data/µ scans', 'C:\\data\\µ scans'],
    ['C:', 'C:\\'],
    ['D:\\my data"', 'D:\\my data'],
    ['scans\\today', 'D:\\work\\here\\scans\\today'],
    ['..', 'D:\\work'],
    ['\\\\nas\\eels\\scans\\', '\\\\nas\\eels\\scans'],
    ['//nas/eels/scans', '\\\\nas\\eels\\scans'],
    ['\\\\?\\UNC\\nas\\eels\\scans', '\\\\nas\\eels\\scans'],
    ['\\\\?\\C:\\very\\long', 'C:\\very\\long'],
  ])('%s is %s', (given, meant) => expect(meantFolder(given, CWD, 'win32')).toBe(meant));

  it('keeps paths of 300 characters', () => {
    const long = `C:\\${'a'.repeat(200)}\\${'b'.repeat(100)}`;
    expect(meantFolder(`\\\\?\\${long}`, CWD, 'win32')).toBe(long);
  });

  it('takes backslashes and capitals elsewhere as they are', () => {
    expect(meantFolder('a\\b"', '/home/u', 'posix')).toBe('/home/u/a\\b"');
    expect(meantFolder('/Data/', '/home/u', 'posix')).toBe('/Data');
  });
});

it.each([
  ['\\\\nas\\eels', true],
  ['//nas/eels', true],
  ['\\\\?\\UNC\\nas\\eels', true],
  ['\\\\?\\C:\\data', false],
  ['\\\\.\\pipe\\x', false],
  ['C:\\data', false],
  ['data', false],
])('%s is a share: %s', (path, share) => expect(isShare(path)).toBe(share));

it('tells forward slashes', () => {
  expect(relativeTo('D:\\scans', 'D:\\scans\\Mn µ\\line 1.dm4', 'win32')).toBe('Mn µ/line 1.dm4');
  expect(relativeTo('\\\\nas\\eels', '\\\\nas\\eels\\a\\b.dm4', 'win32')).toBe('a/b.dm4');
  expect(relativeTo('C:\\', 'C:\\a.dm4', 'win32')).toBe('a.dm4');
  expect(relativeTo('/data', '/data/a\\b.dm4', 'posix')).toBe('a\\b.dm4');
});

it('knows one file by names that differ in case, on Windows alone', () => {
  expect(keyOf('Scans/Line.DM4', 'win32')).toBe(keyOf('scans/LINE.dm4', 'win32'));
  expect(keyOf('ÄÖ.dm4', 'win32')).toBe(keyOf('äö.dm4', 'win32'));
  expect(keyOf('a.dm4', 'posix')).not.toBe(keyOf('A.dm4', 'posix'));
});

it('makes no two files one', () => {
  expect(keyOf('stra\u00dfe.dm4', 'win32')).not.toBe(keyOf('strasse.dm4', 'win32'));
  expect(keyOf('\u00b5.dm4', 'win32')).not.toBe(keyOf('\u03bc.dm4', 'win32'));
  expect(keyOf('{a}.dm4', 'win32')).not.toBe(keyOf('[a].dm4', 'win32'));
});

it.each([
  ['CON.dm4', true],
  ['nul', true],
  ['com1.scan.dm4', true],
  ['lpt0.msa', true],
  ['scan.dm4 ', true],
  ['scan.', true],
  ['console.dm4', false],
  ['scan con.dm4', false],
  ['com10.dm4', false],
])('%s cannot be used on Windows: %s', (name, isUnusable) => {
  expect(unusableName(name, 'win32') !== null).toBe(isUnusable);
  expect(unusableName(name, 'posix')).toBeNull();
});
