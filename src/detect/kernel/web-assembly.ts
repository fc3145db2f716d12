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
