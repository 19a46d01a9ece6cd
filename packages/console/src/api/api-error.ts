/**
 * What went wrong with a request: the server `refused` it with a code of its own, it could not be reached, or what
 * answered was no answer of a Steno server.
 */
export type ApiErrorKind = 'refused' | 'unreachable' | 'malformed';

/** A request of the page that failed. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  /** Of HTTP; 0 without an answer. */
  readonly status: number;
  /** As in the API, such as `unauthorized`; else the kind. */
  readonly code: string;

  constructor(kind: ApiErrorKind, message: string, facts: { readonly status?: number; readonly code?: string } = {}) {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = facts.status ?? 0;
    this.code = facts.code ?? kind;
  }
}
