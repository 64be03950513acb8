// The packages lie in the build tree, where npm put them, and not beside these files: so they are asked for by the folder
// that STELE_E2E_PACKAGES names (CMake sets it).
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.env.STELE_E2E_PACKAGES;
if (!folder) throw new Error('STELE_E2E_PACKAGES must name the folder that holds node_modules; run this through ctest.');
const require = createRequire(join(folder, 'packages.cjs'));

export const { chromium } = require('playwright-core');
export const { PNG } = require('pngjs');
export const { default: pixelmatch } = await import(pathToFileURL(require.resolve('pixelmatch')));
export const axePath = require.resolve('axe-core/axe.min.js');
