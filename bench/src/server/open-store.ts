import { type Configuration, type Log, openRecordStore, type RecordStore } from '@steno/server';

/** Opens the records as `steno serve` does, so that what storing costs is measured, too. The caller closes them. */
export function openStore({ dataDir, retentionMs }: Configuration, log: Log): Promise<RecordStore> {
  return openRecordStore({
    dataDir,
    retentionMs,
    onProblem: ({ code, message }) => {
      log.error({ code, reason: message }, 'records not stored');
    },
  });
}
