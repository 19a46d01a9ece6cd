export { findProgram, installCommand } from './find-program.ts';
export { type ProgramResult, runProgram } from './program.ts';
