import { PoiwError } from '../../core/errors.ts';

export type Library = typeof import('node-llama-cpp');

/** @throws PoiwError E_CONFIG where the optional package is missing */
export async function loadLibrary(): Promise<Library> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    throw new PoiwError('E_CONFIG', 'node-llama-cpp is not installed', {
      cause,
      hint: 'npm install node-llama-cpp@3.22.1 where poiw is installed',
    });
  }
}
