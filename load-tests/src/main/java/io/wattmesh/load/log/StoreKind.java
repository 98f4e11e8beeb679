package io.wattmesh.load.log;

/** Where a benchmark's validators keep what must survive them. */
enum StoreKind {
  /** In memory, lost with the process: shows what the disk costs. */
  MEMORY("memory"),
  /** RocksDB, each write synced to the disk before anything rests on it. */
  ROCKSDB("rocksdb synced"),
  /** A Cassandra server of one node beside, on the same machine: each write is synced there. */
  CASSANDRA("cassandra, 1 node");

  final String label;

  StoreKind(String label) {
    this.label = label;
  }
}
