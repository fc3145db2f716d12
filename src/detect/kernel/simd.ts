import type { CompileKernel } from './anchor.ts';
import { compileWith } from './compile.ts';
import { simdProgram } from './simd-program.ts';
import { PAGE_BYTES, type Tables } from './tables.ts';
import { HAS_RELAXED_SIMD, HAS_SIMD, webAssembly, type Program } from './web-assembly.ts';

/**
 * Compiles anchors into a WebAssembly SIMD kernel, as `compileWith` says; throws an Error where `HAS_SIMD` is false.
 */
export const compileSimdKernel: CompileKernel = (anchors) =>
  compileWith((tables) => instantiate(tables, HAS_RELAXED_SIMD), anchors);

/** The same without relaxed SIMD, also where the engine has it. */
export const compilePlainSimdKernel: CompileKernel = (anchors) =>
  compileWith((tables) => instantiate(tables, false), anchors);

function instantiate({ bytes, ...parts }: Tables, relaxed: boolean): Program {
  if (webAssembly === undefined || !HAS_SIMD) throw new Error('this engine has no WebAssembly SIMD');
  const code = simdProgram({ ...parts, pages: bytes.length / PAGE_BYTES, relaxed });
  const program = new webAssembly.Instance(new webAssembly.Module(code)).exports;
  new Uint8Array(program.memory.buffer).set(bytes);
  return program;
}
