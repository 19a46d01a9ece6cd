import { ClientError } from '@steno/client/node';
import { describe, expect, it } from 'vitest';
import { explainClientError } from '../../src/transcription/explain-client-error.ts';

describe('what a failed session is explained with', () => {
  it('is where to give a key when there was none', () => {
    const error = new ClientError('refused', 'Refused.', { wireCode: 'unauthorized' });
    expect(explainClientError(error, false)).toContain('give it with --key or STENO_KEY');
    expect(explainClientError(error, true)).toContain('does not accept this API key');
  });

  it('is the option for a language that is missing', () => {
    const error = new ClientError('refused', 'Name the language. Served: en.', { wireCode: 'language_required' });
    expect(explainClientError(error, true)).toBe(
      'Name the language. Served: en; here that is --language, for example --language en-US.',
    );
  });

  it('is how to start a server when none answers', () => {
    const error = new ClientError('unreachable', 'No server answers at ws://localhost (ECONNREFUSED).');
    expect(explainClientError(error, true)).toContain('start one with steno serve');
  });

  it('is how to trust a certificate that is not', () => {
    const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const error = new ClientError('unreachable', 'Not trusted.', { cause, retryable: false });
    expect(explainClientError(error, true)).toContain('--ca FILE');
  });

  it('is the sentence of the server where nothing can be added', () => {
    const error = new ClientError('closed', 'The worker was lost.', { wireCode: 'internal' });
    expect(explainClientError(error, true)).toBe('The worker was lost.');
  });
});
