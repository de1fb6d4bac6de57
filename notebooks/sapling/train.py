"""Trains sapling within a time budget, while other processes write the data; then exports and evaluates it.

    python3 train.py --seconds 330 --out OUT

Each row holds whole documents; attention stays inside a document, so training sees what inference sees. The learning
rate follows the clock, not the step count: a faster machine makes more steps.
"""

import argparse
import itertools
import json
import multiprocessing as mp
import os
import threading
import time

import numpy as np
import torch
import torch.nn.functional as F

import pack
from export_gguf import export, quantised
from generate import documents
from model import Sapling, Shape
from muon import Muon
from names import use_pieces

TOKENIZER_SEED, DATA_SEED = 1, 1000
GIVEN_WEIGHT = 0.1  # how much a prompt's token counts beside a generated one


def texts(seed):
    return [d.text for d in documents(seed, 4000)]


def shard(arguments):
    from tokenizers import Tokenizer

    path, seed, count = arguments
    tok = Tokenizer.from_file(path)
    use_pieces(sorted(tok.get_vocab()))
    return pack.rows(tok, seed, count)


class Feed:
    """Rows on the device, written by a thread as the worker processes deliver them; fresh rows first, then any again."""

    def __init__(self, pool, path, capacity, count, device, seed):
        self.rows = torch.zeros(capacity, pack.ROW, dtype=torch.int16, device=device)
        self.filled, self.used = 0, 0
        self.stop = False
        jobs = ((path, seed + i, count) for i in itertools.count())
        self.thread = threading.Thread(target=self._fill, args=(pool, jobs), daemon=True)
        self.thread.start()

    def _fill(self, pool, jobs):
        waiting = [pool.apply_async(shard, (next(jobs),)) for _ in range(32)]
        while not self.stop and self.filled < len(self.rows):
            block = torch.from_numpy(waiting.pop(0).get())
            waiting.append(pool.apply_async(shard, (next(jobs),)))
            end = min(self.filled + len(block), len(self.rows))
            self.rows[self.filled : end] = block[: end - self.filled].to(self.rows.device)
            self.filled = end

    def take(self, batch):
        if self.used + batch <= self.filled:
            self.used += batch
            return self.rows[self.used - batch : self.used]
        return self.rows[torch.randint(0, self.filled, (batch,), device=self.rows.device)]


def attention(ids_with_marks, device):
    """Attention inside documents only: a block mask on a GPU, a plain mask elsewhere."""
    document = (ids_with_marks & pack.START_MARK).ne(0).cumsum(1).int()
    if device == "cpu":
        n = document.shape[1]
        mask = (document[:, :, None] == document[:, None, :]) & torch.ones(n, n, dtype=torch.bool).tril()
        return mask[:, None]
    from torch.nn.attention.flex_attention import create_block_mask

    return create_block_mask(lambda b, h, q, k: (q >= k) & (document[b, q] == document[b, k]), len(document), None,
        document.shape[1], document.shape[1], device=device, _compile=True)


def loss_of(model, x, y, weight, mask):
    if isinstance(mask, torch.Tensor):
        attend = lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    else:
        from torch.nn.attention.flex_attention import flex_attention

        attend = lambda q, k, v: flex_attention(q, k, v, block_mask=mask, enable_gqa=True)
    logits = model(x, attend).float()
    each = F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="none")
    return (each * weight.flatten()).sum() / weight.sum()


def train(model, feed, seconds, batch, device, log, peak=1.0):
    """Steps until the time is up. Muon for the hidden matrices, AdamW for the embedding and the norms. `peak` scales the learning rates."""
    hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and "embd" not in n]
    rest = [p for n, p in model.named_parameters() if p.dim() != 2 or "embd" in n]
    muon = Muon(hidden)
    adam = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.95), weight_decay=0.0, fused=device != "cpu")
    step_loss = torch.compile(loss_of) if device != "cpu" else loss_of
    start, step, shown = None, 0, -1e9
    while True:
        elapsed = time.time() - start if start else 0.0
        share = elapsed / seconds
        if share >= 1:
            break
        rate = peak * min(1, (step + 1) / 150) * (1 - share if share > 0.15 else 0.85 + (0.15 - share))
        rows = feed.take(batch).long()
        x, y = (rows & pack.TOKEN)[:, :-1], (rows & pack.TOKEN)[:, 1:]
        learnt, unscored = (rows[:, 1:] & pack.LEARN_MARK).ne(0), (rows[:,
            1:] & (pack.START_MARK | pack.SILENT_MARK)).ne(0)
        weight = torch.where(learnt, 1.0, GIVEN_WEIGHT) * (~unscored)
        # a full row keeps the block mask's size a power of two; its last position has no target
        x, y, weight = F.pad(x, (0, 1)), F.pad(y, (0, 1)), F.pad(weight, (0, 1))
        mask = attention(rows, device)
        with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
            loss = step_loss(model, x, y, weight, mask)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        muon.step(0.012 * rate)
        for group in adam.param_groups:
            group["lr"] = 4e-3 * rate
        adam.step()
        model.zero_grad(set_to_none=True)
        step += 1
        if step == 3:  # compilation is over: the clock starts
            if device != "cpu":
                torch.cuda.synchronize()
            start = time.time()
        if time.time() - shown > 10:
            shown = time.time()
            log(f"step {step} loss {loss.item():.4f} time {time.time() - (start or time.time()):.0f} rows {feed.filled} used {feed.used}")
    return step, loss.item()


def new_tokenizer(pool, log):
    import tokenizer

    corpus = [t for part in pool.map(texts, range(TOKENIZER_SEED, TOKENIZER_SEED + 16), chunksize=1) for t in part]
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    tok = tokenizer.train(corpus)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    log(f"tokenizer of {tok.get_vocab_size()} tokens; {sum(map(len, corpus[:4000])) / sum(len(e.ids) for e in tok.encode_batch(corpus[:4000])):.2f} characters a token")
    return tok


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=330)
    options.add_argument("--evaluate-seconds", type=float, default=80)
    options.add_argument("--batch", type=int, default=96)
    options.add_argument("--workers", type=int, default=os.cpu_count() - 1)
    options.add_argument("--out", default=".")
    options.add_argument("--layers", type=int, default=Shape.layers)
    options.add_argument("--documents", type=int, default=4000, help="documents a shard")
    options.add_argument("--capacity", type=int, default=1_500_000, help="rows kept on the device")
    options.add_argument("--cases", type=int, default=3000, help="evaluation documents a part")
    options.add_argument("--goes-on", default=None, help="a folder with sapling.gguf and tokenizer.json to train further")
    options.add_argument("--seed", type=int, default=DATA_SEED, help="the first shard's seed")
    o = options.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    device = "cuda" if torch.cuda.is_available() else "cpu"
    begin = time.time()
    log = lambda text: print(f"[{time.time() - begin:.0f}s] {text}", flush=True)
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    with mp.get_context("fork").Pool(o.workers) as pool:
        path = os.path.join(o.out, "tokenizer.json")
        if o.goes_on:
            from tokenizers import Tokenizer

            tok = Tokenizer.from_file(os.path.join(o.goes_on, "tokenizer.json"))
        else:
            tok = new_tokenizer(pool, log)
        use_pieces(sorted(tok.get_vocab()))
        tok.save(path)
        feed = Feed(pool, path, o.capacity, o.documents, device, o.seed)
        while feed.filled < o.batch:
            time.sleep(0.2)
        log("first rows are there")
        model = Sapling(Shape(vocabulary=tok.get_vocab_size(), layers=o.layers)).to(device)
        if o.goes_on:
            from read_gguf import read

            model.load_state_dict({k: torch.from_numpy(w.copy()) for k, w in read(os.path.join(o.goes_on, "sapling.gguf"))[1].items()})
        log(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters")
        steps, loss = train(model, feed, o.seconds, o.batch, device, log, 0.4 if o.goes_on else 1.0)
        feed.stop = True
        trained = {"steps": steps, "loss": round(loss, 4), "rows": feed.filled,
            "tokens seen": steps * o.batch * pack.ROW}
        log(f"trained: {trained}")
        pool.terminate()
    model.load_state_dict(quantised(model.state_dict()))
    export(model, tok, os.path.join(o.out, "sapling.gguf"))
    log("exported")
    import evaluate

    with open(os.path.join(o.out, "reference.json"), "w") as f:
        f.write(evaluate.reference(model, tok, device))
    log("reference written")
    scores, samples = evaluate.scores(model, tok, device, o.cases, o.evaluate_seconds)
    with open(os.path.join(o.out, "scores.json"), "w") as f:
        json.dump({"training": trained, **scores}, f, indent=1)
    with open(os.path.join(o.out, "samples.txt"), "w") as f:
        f.write(samples)
    log("evaluated")
    print(evaluate.table(scores))


if __name__ == "__main__":
    main()
