export { startEngines, type EngineOptions, type Engines } from './engines/engines.ts';
export { startCluster, type Cluster, type ClusterMember } from './engines/cluster.ts';
export { engineNames, type EngineName } from './install/artifacts.ts';
export { gazetteHome } from '@gazette/cli/installation/home';
export { watchdogGone } from './processes/watchdog.ts';
export { stopRequested } from './processes/stop-requested.ts';
export { freePorts } from './processes/ports.ts';
export { testEngines, type TestEngines, type TestEngineOptions } from './testing/test-engines.ts';
export { startNewsroom, type Newsroom, type NewsroomOptions } from './newsroom/newsroom.ts';
export { parseArticle, type NewsroomArticle } from './newsroom/parse-article.ts';
export { readArticles, sampleArticlesDir, type ArticleFolder } from './newsroom/read-articles.ts';
export {
  serviceNames,
  startService,
  type Service,
  type ServiceName,
  type ServiceOptions,
} from './start/services.ts';
