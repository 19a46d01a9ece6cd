export { findProgram, installCommand } from './find-program.ts';
export { type ProgramResult, runProgram } from './program.ts';
export { findMicrophonePrograms, type FoundMicrophoneProgram } from '../audio/microphone-programs.ts';
