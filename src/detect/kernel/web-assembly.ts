import { Frame, moduleBytes, v128 } from './wasm-assembler.ts';

/** What we use of the engine's WebAssembly, which Node's type declarations leave out. */
export interface WebAssemblyEngine {
  /** Whether the engine can run these bytes. */
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Program };
}

/** What a module of `moduleBytes` exports. */
export interface Program {
  readonly memory: { readonly buffer: ArrayBuffer };
  run(...args: readonly number[]): number;
}

/** The engine's WebAssembly; undefined where it is switched off (`--jitless`). */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssemblyEngine }).WebAssembly;

/** Whether the engine has 128-bit SIMD: WebAssembly can be switched off, and older processors lack it. */
export const HAS_SIMD = runs(v128.lookUp);

/** Whether the engine has relaxed SIMD as well: V8 since 11.4, of Node 22, and the one before where it is switched on. */
export const HAS_RELAXED_SIMD = runs(v128.lookUpRelaxed);

function runs(lookUp: typeof v128.lookUp): boolean {
  const zeros = v128.repeat(0);
  return webAssembly?.validate(moduleBytes(0, new Frame(0).body(v128.anyTrue(lookUp(zeros, zeros))))) ?? false;
}
