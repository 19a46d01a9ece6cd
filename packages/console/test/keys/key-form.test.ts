import { describe, expect, it } from 'vitest';
import { emptyKeyForm, readKeyForm } from '../../src/keys/key-form.ts';

describe('the form for a key', () => {
  it('asks for a name', () => {
    expect(readKeyForm({ ...emptyKeyForm, name: '  ' })).toEqual({ problems: { name: true } });
  });

  it('leaves what is empty to the server', () => {
    expect(readKeyForm({ ...emptyKeyForm, name: ' phone ' })).toEqual({
      key: {
        name: 'phone',
        owner: undefined,
        type: 'realtime',
        expires: '1y',
        languages: undefined,
        types: undefined,
        maxSessions: undefined,
        maxSessionMs: undefined,
      },
    });
  });

  it('reads limits', () => {
    const form = {
      ...emptyKeyForm,
      name: 'a',
      languages: 'en, nl;de',
      types: 'fast' as const,
      maxSessions: '3',
      maxMinutes: '90',
    };
    expect(readKeyForm(form)).toMatchObject({
      key: { languages: ['en', 'nl', 'de'], types: ['fast'], maxSessions: 3, maxSessionMs: 5_400_000 },
    });
  });

  it.each(['0', '-1', '1.5', 'many', '1234567'])('says which number is none (%s)', (maxSessions) => {
    expect(readKeyForm({ ...emptyKeyForm, name: 'a', maxSessions, maxMinutes: maxSessions })).toEqual({
      problems: { maxSessions: true, maxMinutes: true },
    });
  });

  it('wants a day when a key is to expire on one', () => {
    expect(readKeyForm({ ...emptyKeyForm, name: 'a', expires: 'date' })).toEqual({ problems: { day: true } });
    expect(readKeyForm({ ...emptyKeyForm, name: 'a', expires: 'date', day: '2030-01-01' })).toMatchObject({
      key: { expires: '2030-01-01' },
    });
  });

  it('does not limit the sessions of a key that opens none', () => {
    expect(readKeyForm({ ...emptyKeyForm, name: 'a', type: 'admin', languages: 'en', maxSessions: '2' })).toMatchObject(
      {
        key: { languages: undefined, maxSessions: undefined },
      },
    );
  });
});
