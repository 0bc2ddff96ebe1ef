import { expect, it } from 'vitest';
import { CATALOGUE_TABLES, columnsOf, measuredColumn } from './columns.js';
import { fieldRole } from './imports/fields-draft.js';
import { PROPERTIES } from './properties.js';

it('every table has each column once, described', () => {
  for (const table of CATALOGUE_TABLES) {
    const columns = columnsOf(table, [measuredColumn('mn_valence', '', 'Mean valence of Mn.')]);
    expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length);
    for (const { description, provenance } of columns) {
      expect(description).toMatch(/\.$/);
      expect(provenance).not.toBe('');
    }
  }
});

it('boundaries show all properties', () => {
  const names = columnsOf('boundaries').map((c) => c.name);
  for (const { name } of PROPERTIES) expect(names).toContain(name);
});

it('a table of boundaries that was exported means something to the reader of tables, column by column', () => {
  for (const { name } of columnsOf('boundaries')) expect([name, fieldRole(name)]).not.toEqual([name, null]);
});
