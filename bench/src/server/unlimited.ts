/** Flags of a server that takes whatever the load of a benchmark brings: it measures what the machine can do, not what is allowed. */
export const unlimited = {
  maxSessions: '1000000',
  maxSessionsPerOwner: '1000000',
  maxSessionsPerKey: '1000000',
  maxConnectionsPerSecond: '0',
  maxConnectionsPerSecondPerKey: '0',
  maxSmallMessagesPerSecond: '0',
} as const;
