export { startEngines, type EngineOptions, type Engines } from './engines/engines.ts';
export { engineNames, type EngineName } from './engines/artifacts.ts';
export { gazetteHome } from './engines/home.ts';
export { watchdogGone } from './engines/watchdog.ts';
export { stopRequested } from './stop-requested.ts';
export { freePorts } from './engines/ports.ts';
export { testEngines, type TestEngines, type TestEngineOptions } from './test-engines.ts';
export { startNewsroom, type Newsroom, type NewsroomOptions } from './newsroom/newsroom.ts';
export { parseArticle, type NewsroomArticle } from './newsroom/parse-article.ts';
export { readArticles, sampleArticlesDir, type ArticleFolder } from './newsroom/read-articles.ts';
export { deploy, type Deployed, type Deployment } from './deploy.ts';
export {
  serviceNames,
  startService,
  type Service,
  type ServiceName,
  type ServiceOptions,
} from './services.ts';
