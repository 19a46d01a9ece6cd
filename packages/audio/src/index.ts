export { AudioFormatError, AudioIntake } from './audio-intake.ts';
export { bytesOfSamples, toFloatSamples, toInt16Sample } from './pcm.ts';
export { Resampler, type ResamplerOptions } from './resampler.ts';
export {
  bytesPerMs,
  bytesPerSample,
  msToSamples,
  sampleRateHz,
  samplesToMs,
  samplesToSeconds,
  secondsToSamples,
} from './sample-clock.ts';
export { SampleRing } from './sample-ring.ts';
export { makeWavHeader, maxWavHeaderBytes, readWavHeader, type WavFormat, type WavHeader } from './wav-header.ts';
