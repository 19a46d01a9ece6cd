import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';
import { Page } from '../shell/page.tsx';
import { captionText, CaptionTools, togglePlaying } from './caption-tools.tsx';
import { EventList } from './event-list.tsx';
import { inspectFile } from './file-source.ts';
import { HelpDialog } from './help-dialog.tsx';
import { KeptList } from './kept-list.tsx';
import { sayProblem } from './say.ts';
import { ShareDialog } from './share-dialog.tsx';
import { type ShortcutName, shortcutOf } from './shortcuts.ts';
import { FiguresPanel, SignalPanel } from './signal-panel.tsx';
import { beginOptions, firstChoice, type SourceChoice } from './source-choice.ts';
import { SourcePanel } from './source-panel.tsx';
import type { Studio } from './studio.ts';
import { Transcript } from './transcript.tsx';
import { useStudio } from './use-studio.ts';
import './live.css';
import './transcript.css';
import './kept.css';
import './share.css';

type OpenDialog = 'share' | 'help' | undefined;

/** Live captions of a microphone, a file or a tab. */
export function LiveView(): JSX.Element {
  const text = useText();
  const studio = useStudio();
  const chosen = useChoice(studio);
  const [dialog, setDialog] = useState<OpenDialog>(undefined);
  const [isShaded, setShaded] = useState(false);
  const [hasShortcuts, setShortcuts] = useState(true);
  const controls = useRef<{ follow?: () => void }>({});
  const drop = useDrop(chosen.onFile);
  useShortcuts(hasShortcuts, {
    ...studioActions(studio, useConsole()),
    start: chosen.toggle,
    confidence: () => {
      setShaded((before) => !before);
    },
    newest: () => controls.current.follow?.(),
    help: () => {
      setDialog('help');
    },
  });
  const close = (): void => {
    setDialog(undefined);
  };
  return (
    <Page
      title={text.live.title}
      actions={
        <Button
          icon="help"
          look="quiet"
          onClick={() => {
            setDialog('help');
          }}
        >
          {text.live.tools.help}
        </Button>
      }
    >
      <Problem studio={studio} />
      <div class="live">
        <div class="live-side stack">
          <section class="card stack live-choice">
            <SourcePanel {...chosen.panel} />
            <StartButton studio={studio} isReady={chosen.isReady} onToggle={chosen.toggle} />
          </section>
          <SignalPanel studio={studio} />
          <FiguresPanel studio={studio} />
          <EventList studio={studio} />
        </div>
        <div class="live-main stack">
          <Captions
            studio={studio}
            isShaded={isShaded}
            onShaded={setShaded}
            onDialog={setDialog}
            controls={controls.current}
          />
          <KeptList studio={studio} />
        </div>
      </div>
      {drop.isOver ? <div class="drop-cover">{text.live.source.dropHere}</div> : null}
      {dialog === 'share' ? <ShareDialog serverId={studio.facts.value.serverId} onClose={close} /> : null}
      {dialog === 'help' ? <HelpDialog isOn={hasShortcuts} onSwitch={setShortcuts} onClose={close} /> : null}
    </Page>
  );
}

function Problem({ studio }: { readonly studio: Studio }): JSX.Element | null {
  const text = useText();
  const problem = studio.problem.value;
  if (problem === undefined) return null;
  return (
    <Notice tone="bad">
      <span>{sayProblem(problem, text)}</span>
      <Button
        look="quiet"
        onClick={() => {
          studio.dismissProblem();
        }}
      >
        {text.live.problems.dismiss}
      </Button>
    </Notice>
  );
}

function StartButton(props: {
  readonly studio: Studio;
  readonly isReady: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const text = useText();
  const { phase } = props.studio.facts.value;
  const words = {
    idle: text.live.start,
    opening: text.live.cancelOpening,
    running: text.live.stop,
    stopping: text.live.stop,
  };
  return (
    <Button
      look={phase === 'idle' ? 'main' : 'danger'}
      isDisabled={phase === 'stopping' || (phase === 'idle' && !props.isReady)}
      onClick={props.onToggle}
    >
      {words[phase]}
    </Button>
  );
}

function Captions(props: {
  readonly studio: Studio;
  readonly isShaded: boolean;
  readonly onShaded: (isShaded: boolean) => void;
  readonly onDialog: (dialog: OpenDialog) => void;
  readonly controls: { follow?: () => void };
}): JSX.Element {
  const { studio, isShaded, onShaded, onDialog, controls } = props;
  const { captions, legend } = useText().live;
  const shown = studio.shown.value;
  if (shown === undefined) {
    return (
      <div class="live-captions transcript transcript-empty">
        <EmptyState icon="live" title={captions.emptyTitle}>
          <p>{captions.empty}</p>
        </EmptyState>
      </div>
    );
  }
  return (
    <div class="live-captions stack">
      <CaptionTools
        studio={studio}
        shown={shown}
        isShaded={isShaded}
        onShaded={onShaded}
        onShare={() => {
          onDialog('share');
        }}
      />
      <Transcript
        log={shown.log}
        label={captions.label}
        newest={captions.newest}
        hint={shown.whose === 'kept' ? captions.noSpeech : captions.waiting}
        isShaded={isShaded}
        playedMs={studio.playedMs}
        onPlay={(ms) => void studio.play(ms)}
        controls={controls}
      />
      {isShaded ? (
        <p class="legend small">
          {(['low', 'middle', 'high'] as const).map((step) => (
            <span key={step} class="word" data-sure={step}>
              {legend[step]}
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
}

/** The choice of a source, and what becomes of it. */
function useChoice(studio: Studio): {
  readonly panel: Parameters<typeof SourcePanel>[0];
  readonly isReady: boolean;
  readonly toggle: () => void;
  readonly onFile: (file: File) => void;
} {
  const [choice, setChoice] = useState<SourceChoice>(firstChoice);
  const [isLooking, setLooking] = useState(false);
  const [deviceRound, setDeviceRound] = useState(0);
  const isBusy = studio.facts.value.phase !== 'idle';
  const options = beginOptions(choice, useConsole().choice.value.value);
  const onChoice = (changes: Partial<SourceChoice>): void => {
    setChoice((before) => ({ ...before, ...changes }));
  };
  const onFile = async (file: File): Promise<void> => {
    if (studio.facts.value.phase !== 'idle') return;
    onChoice({ kind: 'file', file: undefined });
    setLooking(true);
    studio.dismissProblem();
    try {
      onChoice({ file: await inspectFile(file) });
    } catch (error) {
      studio.report(error, file.name);
    } finally {
      setLooking(false);
    }
  };
  const toggle = (): void => {
    if (studio.facts.value.phase !== 'idle') {
      studio.stop();
    } else if (options !== undefined) {
      void studio.begin(options);
      // The names of devices are known once a microphone was allowed.
      setTimeout(() => {
        setDeviceRound((round) => round + 1);
      }, 1000);
    }
  };
  return {
    panel: { choice, onChoice, onFile: (file) => void onFile(file), isLooking, isBusy, deviceRound },
    isReady: options !== undefined,
    toggle,
    onFile: (file) => void onFile(file),
  };
}

function studioActions(
  studio: Studio,
  { address, toasts, appearance }: ReturnType<typeof useConsole>,
): Pick<Record<ShortcutName, () => void>, 'play' | 'copy' | 'screen'> {
  return {
    play: () => {
      togglePlaying(studio);
    },
    copy: () => {
      const shown = studio.shown.value;
      const text = appearance.text.value;
      if (shown === undefined) return;
      // Insecure pages have no clipboard, and browsers may refuse.
      const clipboard = (navigator as Partial<Navigator>).clipboard;
      const copied = clipboard?.writeText(captionText(shown)) ?? Promise.reject(new Error('no clipboard'));
      copied.then(
        () => {
          toasts.show(text.copied);
        },
        () => {
          toasts.show(text.copyFailed, 'bad');
        },
      );
    },
    screen: () => {
      address.go({ name: 'captions', id: 'live' });
    },
  };
}

function useShortcuts(isOn: boolean, actions: Readonly<Record<ShortcutName, () => void>>): void {
  const newest = useRef(actions);
  newest.current = actions;
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const name = shortcutOf(event);
      if (name === undefined || event.repeat) return;
      event.preventDefault();
      newest.current[name]();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, [isOn]);
}

/** Files may be dropped anywhere on the page. */
function useDrop(onFile: (file: File) => void): { readonly isOver: boolean } {
  const [isOver, setOver] = useState(false);
  const newest = useRef(onFile);
  newest.current = onFile;
  useEffect(() => {
    const lifetime = new AbortController();
    const { signal } = lifetime;
    const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) newest.current(file);
    };
    addEventListener('dragover', onOver, { signal });
    addEventListener('dragleave', onLeave, { signal });
    addEventListener('drop', onDrop, { signal });
    return () => {
      lifetime.abort();
    };
  }, []);
  return { isOver };
}
