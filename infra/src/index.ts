export { startEngines, type EngineOptions, type Engines } from './engines/engines.ts';
export { engineNames, type EngineName } from './engines/artifacts.ts';
export { gazetteHome } from './engines/home.ts';
export { freePorts } from './engines/ports.ts';
