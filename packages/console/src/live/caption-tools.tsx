import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { saveBlob } from '../parts/save-blob.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { type ExportFormat, exportFormats } from './export-formats.ts';
import type { ShownSession, Studio } from './studio.ts';

/** What the tools are given. */
export interface CaptionToolsProps {
  readonly studio: Studio;
  readonly shown: ShownSession;
  readonly isShaded: boolean;
  readonly onShaded: (isShaded: boolean) => void;
  readonly onShare: () => void;
}

/** The text of a session for the clipboard: one line for each segment. */
export function captionText({ log }: Pick<ShownSession, 'log'>): string {
  return log.finals.map(({ text }) => text).join('\n');
}

/** Plays, or ends what is played. */
export function togglePlaying(studio: Studio): void {
  if (studio.playedMs.value !== undefined) studio.pause();
  else void studio.play(0);
}

/** What can be done with the captions. */
export function CaptionTools(props: CaptionToolsProps): JSX.Element {
  const { studio, shown, isShaded, onShaded, onShare } = props;
  const { address } = useConsole();
  const { tools } = useText().live;
  const isPlaying = studio.playedMs.value !== undefined;
  return (
    <div class="caption-tools" role="group" aria-label={tools.label}>
      <Button
        icon={isPlaying ? 'pause' : 'play'}
        onClick={() => {
          togglePlaying(studio);
        }}
      >
        {isPlaying ? tools.pause : tools.play}
      </Button>
      <Button
        icon="shade"
        isPressed={isShaded}
        onClick={() => {
          onShaded(!isShaded);
        }}
      >
        {tools.confidence}
      </Button>
      <CopyButton value={() => captionText(shown)} label={tools.copy} />
      <Export shown={shown} />
      <Button
        icon="screen"
        onClick={() => {
          address.go({ name: 'captions', id: 'live' });
        }}
      >
        {tools.screen}
      </Button>
      <Button icon="share" onClick={onShare}>
        {tools.share}
      </Button>
    </div>
  );
}

function Export({ shown }: { readonly shown: ShownSession }): JSX.Element {
  const { tools } = useText().live;
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const save = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    try {
      // Writers of subtitles are not needed before.
      const { exportTranscript } = await import('./export.ts');
      const { name, mediaType, text } = exportTranscript(shown.log.finals, format, shown.startedAtMs);
      saveBlob(new Blob([text], { type: mediaType }), name);
    } finally {
      setBusy(false);
    }
  };
  const isEmpty = useFinalsAreMissing(shown);
  return (
    <span class="button export">
      <Icon name="download" />
      <span aria-hidden="true">{tools.export}</span>
      <label for={id} class="hidden-visually">
        {tools.export}
      </label>
      <select
        id={id}
        value=""
        disabled={isBusy || isEmpty}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = '';
          const format = exportFormats.find((one) => one === value);
          if (format !== undefined) void save(format);
        }}
      >
        <option value="">{tools.export}…</option>
        {exportFormats.map((format) => (
          <option key={format} value={format}>
            {tools.formats[format]}
          </option>
        ))}
      </select>
    </span>
  );
}

/** True until the first final is there. */
function useFinalsAreMissing({ log }: ShownSession): boolean {
  const [, setRound] = useState(0);
  const isEmpty = log.finals.length === 0;
  useEffect(() => {
    if (!isEmpty) return undefined;
    return log.listen({
      onFinal: () => {
        setRound((round) => round + 1);
      },
    });
  }, [log, isEmpty]);
  return isEmpty;
}
