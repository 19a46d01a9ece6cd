import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Menu } from '../parts/menu.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/states.tsx';
import { ToastList } from '../parts/toast-list.tsx';
import { captionText } from '../live/caption-tools.tsx';
import { Transcript } from '../live/transcript.tsx';
import { useConsole, useText } from '../shell/console-state.ts';
import { BrandMark } from '../shell/frame.tsx';
import { LookSwitches } from '../shell/look-switches.tsx';
import { useViewer } from './use-viewer.ts';
import type { ViewerState } from './viewer.ts';
import '../live/transcript.css';
import './watch.css';

/** The captions of a session that somebody shares. */
export function WatchView({ id }: { readonly id: string }): JSX.Element {
  const text = useText();
  const [round, setRound] = useState(0);
  const { viewer, state } = useViewer(id, round);
  useEffect(() => {
    document.title = `${text.watch.title} · Steno`;
  }, [text]);
  return (
    <div class="watch">
      <header class="watch-head">
        <h1>
          <BrandMark />
          {text.watch.title}
        </h1>
        <Menu label={text.settings} icon="settings">
          <LookSwitches />
        </Menu>
      </header>
      <main class="watch-main">
        {state.value === 'invalid' ? (
          <EmptyState icon="warning" title={text.watch.states.invalid}>
            <p>{text.watch.invalidLead}</p>
            <Button
              onClick={() => {
                setRound((before) => before + 1);
              }}
            >
              {text.watch.again}
            </Button>
          </EmptyState>
        ) : (
          <>
            <Status id={id} state={state.value} log={viewer.log} />
            <Transcript
              key={round}
              log={viewer.log}
              label={text.watch.captions}
              newest={text.watch.newest}
              hint={state.value === 'ended' ? text.watch.noWords : text.watch.states[state.value]}
            />
          </>
        )}
      </main>
      <ToastList />
    </div>
  );
}

function Status(props: {
  readonly id: string;
  readonly state: ViewerState;
  readonly log: Parameters<typeof captionText>[0]['log'];
}): JSX.Element {
  const { id, state, log } = props;
  const text = useText();
  const { address } = useConsole();
  const tones: Readonly<Record<ViewerState, string>> = {
    connecting: 'warn',
    waiting: 'good',
    live: 'good',
    reconnecting: 'warn',
    full: 'warn',
    ended: 'idle',
    invalid: 'idle',
  };
  return (
    <div class="watch-status">
      <span class={`lamp lamp-${tones[state]}`} aria-hidden="true" />
      <p role="status">{text.watch.states[state]}</p>
      <CopyButton value={() => captionText({ log })} label={text.watch.copy} />
      <Button
        onClick={() => {
          address.go({ name: 'captions', id });
        }}
      >
        {text.watch.screen}
      </Button>
    </div>
  );
}
