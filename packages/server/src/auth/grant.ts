import type { ServiceType, SessionOptionChanges } from '@steno/protocol';

/** What the bearer of a credential may have. What is absent is not restricted. */
export interface Grant {
  /** Canonical BCP-47 tags; each allows what it specialises to, so `en` allows `en-US`. */
  readonly languages?: readonly string[];
  /** How sessions may be served; never empty. */
  readonly types?: readonly ServiceType[];
  /** Options that the operator restricts and this bearer may use, by their names on the wire. */
  readonly flags?: readonly string[];
  /** Live sessions at once of this key; integer, >= 1. */
  readonly maxSessions?: number;
  /** How long a session may be, in ms; integer, >= 1000. */
  readonly maxSessionMs?: number;
  /** What a session token fixes; other values are refused. */
  readonly fixed?: FixedWishes;
}

/** What whoever made a session token has decided for its bearer. */
export interface FixedWishes {
  /** A canonical BCP-47 tag. */
  readonly language?: string;
  readonly options: SessionOptionChanges;
}
