import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LineChart } from '../parts/line-chart.tsx';
import { useText } from '../shell/console-state.ts';
import { clockOf } from '../parts/formats.ts';
import type { LatencyFigures } from './latency-meter.ts';
import { sayStatus } from './say.ts';
import type { Studio } from './studio.ts';
import { WaveformCanvas } from './waveform-canvas.tsx';

/** How often figures change. Chosen: as often as a person can read them. */
const figuresMs = 1000;
/** The least height of the chart, in ms. */
const chartCeilingMs = 1000;
/** What the meter shows as its least. */
const floorDbfs = -60;

/** What the page hears, and what it does about it. */
export function SignalPanel({ studio }: { readonly studio: Studio }): JSX.Element {
  const text = useText();
  const facts = studio.facts.value;
  const shown = studio.shown.value;
  const isFile = facts.durationMs !== undefined;
  const { tone, words } = sayStatus(facts, { shown, isFile }, text);
  return (
    <section class="card live-signal" aria-label={text.live.waveform}>
      <div class="live-status">
        <span class={`lamp lamp-${tone}`} aria-hidden="true" />
        <p class="live-status-words" role="status">
          {words}
        </p>
        <Clock studio={studio} />
      </div>
      <WaveformCanvas label={text.live.waveform} waveform={studio.waveform} playedMs={studio.playedMs} />
      {isFile ? <FileProgress studio={studio} durationMs={facts.durationMs} /> : <LevelMeter studio={studio} />}
    </section>
  );
}

function Clock({ studio }: { readonly studio: Studio }): JSX.Element {
  const seconds = useRef<HTMLSpanElement>(null);
  useSignalEffect(() => {
    const time = clockOf((studio.playedMs.value ?? studio.heardMs.value) / 1000);
    const element = seconds.current;
    // Ten times a second, and seen once: the rest of the page is not drawn again for it.
    if (element !== null && element.textContent !== time) element.textContent = time;
  });
  return <span class="figures live-clock" ref={seconds} />;
}

function LevelMeter({ studio }: { readonly studio: Studio }): JSX.Element {
  const text = useText();
  const bar = useRef<HTMLSpanElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const { rmsDbfs, peakDbfs } = studio.loudness.value ?? { rmsDbfs: floorDbfs, peakDbfs: floorDbfs };
    const share = Math.min(1, Math.max(0, 1 - rmsDbfs / floorDbfs));
    bar.current?.style.setProperty('transform', `scaleX(${share.toFixed(3)})`);
    bar.current?.classList.toggle('level-clipped', peakDbfs > -0.5);
    meter.current?.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  });
  return (
    <div class="live-level">
      <span class="small soft" aria-hidden="true">
        {text.live.level}
      </span>
      <div
        ref={meter}
        class="level"
        role="meter"
        aria-label={text.live.level}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
      >
        <span ref={bar} />
      </div>
    </div>
  );
}

function FileProgress({
  studio,
  durationMs,
}: {
  readonly studio: Studio;
  readonly durationMs: number | undefined;
}): JSX.Element {
  const text = useText();
  const bar = useRef<HTMLProgressElement>(null);
  useSignalEffect(() => {
    if (bar.current !== null) bar.current.value = Math.min(1, studio.heardMs.value / Math.max(1, durationMs ?? 1));
  });
  return (
    <div class="live-level">
      <progress ref={bar} class="live-progress" max={1} value={0} aria-label={text.live.phases.sending} />
      <span class="figures small soft">{clockOf((durationMs ?? 0) / 1000)}</span>
    </div>
  );
}

/** How late the captions are, as numbers and as a line over two minutes. */
export function FiguresPanel({ studio }: { readonly studio: Studio }): JSX.Element {
  const text = useText();
  const { figures } = text.live;
  const [, setRound] = useState(0);
  const isRunning = studio.facts.value.phase !== 'idle';
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => {
      setRound((round) => round + 1);
    }, figuresMs);
    return () => {
      clearInterval(timer);
    };
  }, [isRunning]);
  const { meter } = studio;
  const say = (value: LatencyFigures | undefined): string =>
    value === undefined ? figures.none : figures.ms(value.p50);
  const values = [meter.partial, meter.final, meter.lag];
  const names = [figures.partial, figures.final, figures.lag];
  const [partial = '', final = '', lag = ''] = values.map(say);
  const points = meter.points(performance.now());
  return (
    <section class="card live-figures" aria-labelledby="figures-title">
      <h2 id="figures-title">{figures.title}</h2>
      <dl>
        {names.map((name, index) => (
          <div key={name} class={`figure figure-${index + 1}`}>
            <dt>{name}</dt>
            <dd class="figures" dir="auto">
              {say(values[index])}
            </dd>
          </div>
        ))}
      </dl>
      <LineChart
        label={figures.chart(partial, final, lag)}
        ceiling={chartCeilingMs}
        series={[
          { name: figures.partial, values: points.map(({ partialMs }) => partialMs) },
          { name: figures.final, values: points.map(({ finalMs }) => finalMs) },
          { name: figures.lag, values: points.map(({ lagMs }) => lagMs) },
        ]}
      />
      <p class="small soft">{figures.explain}</p>
    </section>
  );
}
