import { effect, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../shell/console-state.ts';
import { peakIndexOf, type Waveform, waveformPeaks } from './waveform.ts';

/** The newest half minute of sound, drawn with each new piece; the newest is at the end of the line. */
export function WaveformCanvas(props: {
  readonly label: string;
  readonly waveform: Waveform;
  readonly playedMs: ReadonlySignal<number | undefined>;
}): JSX.Element {
  const { label, waveform, playedMs } = props;
  const { appearance } = useConsole();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    let frame: number | undefined;
    const draw = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        drawWaveform(element, waveform, playedMs.peek());
      });
    };
    const resizes = new ResizeObserver(draw);
    resizes.observe(element);
    const end = effect(() => {
      // What the picture depends on.
      const reasons = [waveform.revision.value, playedMs.value, appearance.theme.value];
      if (reasons.length > 0) draw();
    });
    return () => {
      end();
      resizes.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [waveform, playedMs, appearance]);
  return <canvas ref={canvas} class="waveform" role="img" aria-label={label} />;
}

function drawWaveform(canvas: HTMLCanvasElement, waveform: Waveform, playedMs: number | undefined): void {
  const { clientWidth, clientHeight } = canvas;
  const scale = globalThis.devicePixelRatio;
  const [width, height] = [Math.round(clientWidth * scale), Math.round(clientHeight * scale)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const style = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  const barWidth = width / waveformPeaks;
  const middle = height / 2;
  context.fillStyle = style.getPropertyValue('--waveform-rest');
  context.fillRect(0, middle - scale / 2, width, scale);
  context.fillStyle = style.color;
  const first = waveform.count - waveformPeaks;
  for (let bar = 0; bar < waveformPeaks; bar += 1) {
    // Speech is soft beside full scale: the square root shows it.
    const share = Math.sqrt(waveform.at(first + bar));
    const half = Math.max(0, share * (middle - scale));
    if (half > 0) context.fillRect(bar * barWidth, middle - half, Math.max(1, barWidth * 0.7), half * 2);
  }
  if (playedMs === undefined) return;
  const place = (peakIndexOf(playedMs) - first) * barWidth;
  if (place < 0) return;
  context.fillStyle = style.getPropertyValue('--waveform-played');
  context.fillRect(place - scale, 0, 2 * scale, height);
}
