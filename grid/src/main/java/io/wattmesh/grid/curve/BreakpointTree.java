package io.wattmesh.grid.curve;

import java.util.Arrays;

/**
 * Breakpoints by price in an AVL tree (Adelson-Velsky and Landis 1962) of one long array, where
 * each node holds the sum of {@link Terms} of its subtree: adding, removing and summing up to a
 * price take O(log n).
 *
 * <p>A node is eight longs, a cache line: five terms, its price, its children, and how many pieces
 * start or end at its price with the subtree's height. What a node adds itself is the difference to
 * its children. Node 0 stands for no node; all its longs are zero.
 */
final class BreakpointTree {
  private static final int NONE = 0;
  private static final int STRIDE_SHIFT = 3;
  private static final int PRICE = 5;
  private static final int CHILDREN = 6;
  private static final int META = 7;
  private static final int HEIGHT_BITS = 8;
  private static final long ONE_PIECE = 1L << HEIGHT_BITS;
  private static final int START = 64;

  private long[] cells;
  private int used = 1;
  private int free = NONE;
  private int nodes;
  private int root = NONE;

  private long price;
  private final long[] terms = new long[Terms.SIZE];
  private int detached;

  /** A balanced tree of a sum's breakpoints. */
  BreakpointTree(BidSum sum) {
    cells = new long[Math.multiplyExact(Math.max(START, sum.size() + START), 1 << STRIDE_SHIFT)];
    root = build(sum, 0, sum.size());
  }

  private int build(BidSum sum, int from, int to) {
    if (from == to) {
      return NONE;
    }
    int middle = (from + to) >>> 1;
    int left = build(sum, from, middle);
    int node = allocate();
    int at = at(node);
    cells[at + PRICE] = sum.price(middle);
    cells[at + META] = sum.pieces(middle) * ONE_PIECE;
    System.arraycopy(sum.terms(), middle * Terms.SIZE, cells, at, Terms.SIZE);
    int right = build(sum, middle + 1, to);
    Terms.add(cells, at, cells, at(left));
    Terms.add(cells, at, cells, at(right));
    link(node, left, right);
    return node;
  }

  /** Distinct prices. */
  int size() {
    return nodes;
  }

  int height() {
    return height(root);
  }

  /** Adds a breakpoint as {@link BidBreakpoints} gives it. */
  void add(long atPrice, long widthWatts, long rise) {
    hold(atPrice, widthWatts, rise);
    root = insert(root);
  }

  /**
   * Takes a breakpoint out.
   *
   * @throws IllegalStateException if nothing starts or ends at the price, which is a defect
   */
  void remove(long atPrice, long widthWatts, long rise) {
    hold(atPrice, widthWatts, rise);
    root = delete(root);
  }

  private void hold(long atPrice, long widthWatts, long rise) {
    price = atPrice;
    Arrays.fill(terms, 0);
    BidBreakpoints.addTerms(terms, 0, atPrice, widthWatts, rise);
  }

  /**
   * Adds up the terms at and below a price.
   *
   * @param sum receives the terms
   * @return the jump at the price itself, in W, which the sum includes
   */
  long sumUpTo(long atPrice, long[] sum) {
    Arrays.fill(sum, 0);
    int node = root;
    while (node != NONE) {
      int at = at(node);
      if (atPrice < cells[at + PRICE]) {
        node = left(node);
        continue;
      }
      Terms.add(sum, 0, cells, at);
      Terms.subtract(sum, 0, cells, at(right(node)));
      if (atPrice == cells[at + PRICE]) {
        return cells[at] - cells[at(left(node))] - cells[at(right(node))];
      }
      node = right(node);
    }
    return 0;
  }

  /** Hands all breakpoints, by rising price, to a writer. */
  void writeTo(CurveWriter writer) {
    write(root, writer, new long[Terms.SIZE]);
  }

  private void write(int node, CurveWriter writer, long[] own) {
    if (node == NONE) {
      return;
    }
    write(left(node), writer, own);
    ownTerms(node, own);
    writer.add(cells[at(node) + PRICE], own, 0);
    write(right(node), writer, own);
  }

  private void ownTerms(int node, long[] own) {
    System.arraycopy(cells, at(node), own, 0, Terms.SIZE);
    Terms.subtract(own, 0, cells, at(left(node)));
    Terms.subtract(own, 0, cells, at(right(node)));
  }

  private int insert(int node) {
    if (node == NONE) {
      return leaf();
    }
    int at = at(node);
    Terms.add(cells, at, terms, 0);
    long here = cells[at + PRICE];
    if (price == here) {
      cells[at + META] += ONE_PIECE;
      return node;
    }
    if (price < here) {
      int left = insert(left(node));
      return balance(node, left, right(node));
    }
    int right = insert(right(node));
    return balance(node, left(node), right);
  }

  private int leaf() {
    int node = allocate();
    int at = at(node);
    System.arraycopy(terms, 0, cells, at, Terms.SIZE);
    cells[at + PRICE] = price;
    cells[at + META] = ONE_PIECE;
    link(node, NONE, NONE);
    return node;
  }

  private int delete(int node) {
    if (node == NONE) {
      throw new IllegalStateException(
          "nothing starts or ends at " + price + " micro-$/MWh, so nothing can be taken out there");
    }
    int at = at(node);
    Terms.subtract(cells, at, terms, 0);
    long here = cells[at + PRICE];
    if (price < here) {
      return balance(node, delete(left(node)), right(node));
    }
    if (price > here) {
      return balance(node, left(node), delete(right(node)));
    }
    cells[at + META] -= ONE_PIECE;
    return cells[at + META] < ONE_PIECE ? unlink(node) : node;
  }

  /** Removes a node with no pieces left, whose own terms are therefore zero. */
  private int unlink(int node) {
    int left = left(node);
    int right = right(node);
    release(node);
    if (left == NONE || right == NONE) {
      return left == NONE ? right : left;
    }
    int next = right;
    while (left(next) != NONE) {
      next = left(next);
    }
    ownTerms(next, terms);
    right = detachLeast(right);
    int at = at(detached);
    System.arraycopy(terms, 0, cells, at, Terms.SIZE);
    Terms.add(cells, at, cells, at(left));
    Terms.add(cells, at, cells, at(right));
    return balance(detached, left, right);
  }

  /** Takes the least node, whose own terms are held, out of a subtree. */
  private int detachLeast(int node) {
    int left = left(node);
    if (left == NONE) {
      detached = node;
      return right(node);
    }
    Terms.subtract(cells, at(node), terms, 0);
    return balance(node, detachLeast(left), right(node));
  }

  private int balance(int node, int left, int right) {
    link(node, left, right);
    int lean = height(left) - height(right);
    if (lean > 1) {
      if (height(left(left)) < height(right(left))) {
        link(node, rotateLeft(left), right);
      }
      return rotateRight(node);
    }
    if (lean < -1) {
      if (height(right(right)) < height(left(right))) {
        link(node, left, rotateRight(right));
      }
      return rotateLeft(node);
    }
    return node;
  }

  private int rotateRight(int top) {
    int raised = left(top);
    int moved = right(raised);
    exchangeSums(top, raised, moved);
    link(top, moved, right(top));
    link(raised, left(raised), top);
    return raised;
  }

  private int rotateLeft(int top) {
    int raised = right(top);
    int moved = left(raised);
    exchangeSums(top, raised, moved);
    link(top, left(top), moved);
    link(raised, top, right(raised));
    return raised;
  }

  private void exchangeSums(int top, int raised, int moved) {
    Terms.subtract(cells, at(top), cells, at(raised));
    Terms.add(cells, at(raised), cells, at(top));
    Terms.add(cells, at(top), cells, at(moved));
  }

  private void link(int node, int left, int right) {
    int at = at(node);
    cells[at + CHILDREN] = ((long) left << Integer.SIZE) | right;
    int height = 1 + Math.max(height(left), height(right));
    cells[at + META] = (cells[at + META] & -ONE_PIECE) | height;
  }

  private int allocate() {
    nodes++;
    if (free != NONE) {
      int node = free;
      free = left(node);
      return node;
    }
    if (at(used) == cells.length) {
      cells = Arrays.copyOf(cells, Math.multiplyExact(2, cells.length));
    }
    return used++;
  }

  private void release(int node) {
    nodes--;
    cells[at(node) + CHILDREN] = (long) free << Integer.SIZE;
    free = node;
  }

  private static int at(int node) {
    return node << STRIDE_SHIFT;
  }

  private int left(int node) {
    return (int) (cells[at(node) + CHILDREN] >>> Integer.SIZE);
  }

  private int right(int node) {
    return (int) cells[at(node) + CHILDREN];
  }

  private int height(int node) {
    return (int) (cells[at(node) + META] & (ONE_PIECE - 1));
  }
}
