export { bytesPerSample, msToSamples, sampleRateHz, samplesToMs, samplesToSeconds, secondsToSamples } from './sample-clock.ts';
