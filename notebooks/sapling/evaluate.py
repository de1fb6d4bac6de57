"""Greedy answers on documents never trained on, exact match by task; and the reference for other runtimes.

Two parts: "words" has names and words held back from training in known sentence styles, "styles" has sentence and
instruction styles held back too. No grammar mask helps: the model must get form and content right by itself.
"""

import json
import random
import time

import torch

from doc import END, STOP
from generate import documents

SEEDS = {"words": 900_001, "styles": 900_002}
FREE = {"story", "tips", "small talk", "verdict", "plan", "random"}  # many right answers: not scored, sampled only
BATCH = 128


def cases(part, count):
    """(task, prompt parts, expected, whether the turn ends there); one generated part of each document, at random."""
    pick = random.Random(SEEDS[part])
    out = []
    for d in documents(SEEDS[part], count, part):
        if d.task in FREE or "not named" in d.task:
            continue
        at = pick.choice([i for i, (_, learnt) in enumerate(d.parts) if learnt]) if d.task in ("thought and action",
            "extract in place") else max(i for i, (_, learnt) in enumerate(d.parts) if learnt)
        expected = d.parts[at][0]
        ends = expected.endswith((END, STOP))
        if d.task == "thought and action" and not expected.startswith("{"):
            continue  # a thought may be worded in several ways
        out.append((d.task, [t for t, _ in d.parts[:at]], expected.removesuffix(END).removesuffix(STOP), ends))
    return out


def tokens_of(tok, parts):
    return [i for p in parts for i in tok.encode(p, add_special_tokens=False).ids]


@torch.no_grad()
def answers(model, tok, prompts, limit, device):
    """Greedy continuations (token lists, the end token left out) of a batch of token lists, without a cache."""
    stops = {tok.token_to_id(END), tok.token_to_id(STOP)}
    size = [len(p) for p in prompts]
    ids = torch.zeros(len(prompts), -(-(max(size) + limit) // 64) * 64, dtype=torch.long)
    for i, p in enumerate(prompts):
        ids[i, : len(p)] = torch.tensor(p)
    ids, at = ids.to(device), torch.tensor(size, device=device)
    row, alive = torch.arange(len(prompts), device=device), torch.ones(len(prompts), dtype=torch.bool, device=device)
    ending = torch.tensor(sorted(stops), device=device)
    for _ in range(limit):
        width = int(at.max())
        with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
            logits = model(ids[:, : -(-width // 64) * 64])
        best = logits[row, at - 1].argmax(-1)
        alive &= ~torch.isin(best, ending)
        if not alive.any():
            break
        ids[row[alive], at[alive]] = best[alive]
        at = at + alive
    return [ids[i, s:e].tolist() for i, (s, e) in enumerate(zip(size, at.tolist()))]


def right(task, expected, got, ends):
    if task in ("word problem", "calculation"):
        return got.split("Answer:")[-1].strip() == expected.split("Answer:")[-1].strip()
    if task == "extract in place":  # whether another line follows is free
        return got.strip().split("\n")[0] == expected.strip()
    if ends:
        return got.strip() == expected.strip()
    return (got + "\n").startswith(expected.rstrip("\n") + "\n")


def scores(model, tok, device, count, seconds):
    """({part: {task: [share right, cases]}}, samples as text)"""
    result, text = {}, []
    for part in SEEDS:
        begin = time.time()
        todo = sorted(cases(part, count), key=lambda c: len(c[2]))
        batches = [todo[i : i + BATCH] for i in range(0, len(todo), BATCH)]
        tally, failures = {}, {}
        for batch in batches:
            prompts = [tokens_of(tok, parts) for _, parts, _, _ in batch]
            limit = max(len(tok.encode(e).ids) for _, _, e, _ in batch) + 4
            for (task, parts, expected, ends), got in zip(batch, answers(model, tok, prompts, limit, device)):
                said = tok.decode(got)
                ok = right(task, expected, said, ends)
                tally.setdefault(task, []).append(ok)
                if not ok:
                    failures.setdefault(task, []).append(("".join(parts), expected, said))
            if time.time() - begin > seconds:
                break
        result[part] = {t: [round(sum(v) / len(v), 4), len(v)] for t, v in sorted(tally.items())}
        for task, items in sorted(failures.items()):
            for prompt, expected, said in items[:6]:
                text.append(f"## {part} / {task}\n{prompt}\n>> expected {expected}\n>> got      {said}\n")
    prompts = [tokens_of(tok, p) for p in FREE_PROMPTS]
    for p, got in zip(FREE_PROMPTS, answers(model, tok, prompts, 120, device)):
        text.append("## free\n" + "".join(p) + "\n>> " + tok.decode(got) + "\n")
    return result, "\n".join(text)


def table(result):
    tasks = sorted(set(result["words"]) | set(result["styles"]))
    cell = lambda v: f"{v[0] * 100:5.1f} % of {v[1]}" if v else "-"
    return "\n".join(["| task | new words | new words and styles |", "|---|---|---|"]
        + [f"| {t} | {cell(result['words'].get(t))} | {cell(result['styles'].get(t))} |" for t in tasks])


def turn(*turns):
    """Prompt parts of a chat that is to go on with the assistant's turn."""
    return ["".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns) + "<|im_start|>assistant\n"]


GUIDE_PAGE = """Lisbon is a city in Portugal with 545,000 inhabitants.
The visitor network's gateway is 192.168.4.1.
Top sights:
- Belem Tower, a tower at latitude 38.69
- National Tile Museum (museum)
- Eduardo Park, a park at latitude 38.73"""
ESSAY = """Why gardens matter. First, we must ask what a garden is for. A survey of 240 people in Leeds found that 61 percent sleep better after an hour among plants. Few people have noticed that a garden is a kind of clock.
A quiet bed of beans, a clear thought: that is all."""
REACT = "Answer with Thought / Action / Observation steps."

FREE_PROMPTS = [
    ["The following are questions with answers.\n\nQ: What is the capital of France?\nA: Paris\n",
        "Q: What is the capital of Germany?\nA:"],
    ["The following are questions with answers.\n\nQ: What is the capital of France?\nA: Paris\n",
        "Q: What colour is grass?\nA:"],
    turn(("user", f"Extract the guide from this page.\n<page>\n{GUIDE_PAGE}\n</page>\nReply in JSON like {{\"city\": {{...}}}}.")),
    turn(("user", "Make a plan, under 80 words, for: A shop sells 12 boxes of 8 pens and 20 pens are broken. How many good pens are there?")),
    turn(("user", "Make a plan, under 80 words, for: What is 17 + 25?"), ("assistant",
        "1. Take the first number, 17.\n2. Add the second number, 25."), ("user",
        "Good plan. Now do the calculation.")),
    [turn(("user", "Make a plan, under 80 words, for: What is 17 + 25?"), ("assistant", "Add 25 to 17."),
        ("user", "Good plan. Now do the calculation."), ("assistant", "17 + 25 = 42\nAnswer: 42"),
        ("user", "Score your solution from 1 to 5."))[0] + "Score: "],
    turn(("system", "Judge this article strictly. Show no leniency."), ("user", f"```\n{ESSAY}\n```\nIs it an essay?")),
    turn(("system", "Judge this article strictly. Show no leniency."), ("user", f"```\n{ESSAY}\n```\nIs it an essay?"),
        ("assistant", "yes"),
        ("user", "Judge it by this metric only. Evidence: Are claims supported by facts that can be checked?")),
    turn(("system", "Judge this article strictly. Show no leniency."), ("user", f"```\n{ESSAY}\n```\nIs it an essay?"),
        ("assistant", "yes"),
        ("user", "Here are the judgments:\n- Clarity: The argument is easy to follow.\n- Evidence: It names a place and a number.\nSummarise, then grade.")),
    [turn(("system", REACT), ("user", "Where was the author of The Silent Harbour born?"))[0] + "Thought:"],
    [turn(("system", REACT), ("user", "Where was the author of The Silent Harbour born?"))[0]
        + "Thought: I need to search The Silent Harbour.\n", '{"type":"'],
    [turn(("system", REACT), ("user", "Who wrote The Silent Harbour?"))[0]
        + "Thought: I need to search The Silent Harbour.\n{\"type\":\"search\",\"entity\":\"The Silent Harbour\"}<|im_end|>\n<|im_start|>tool\nThe Silent Harbour is a novel by Mara Lindqvist.<|im_end|>\n<|im_start|>assistant\nThought:"],
    turn(("user", "Extract name, age and city as JSON from: Last spring Marta Okonkwo, 43, left Valdoria for good.")),
    turn(("user", "Give me three tips for better sleep.")),
    turn(("user", "Tell me a short story about a fox.")),
    turn(("user", "Hello! Who are you?")),
    turn(("user", "Guten Tag!")),
    turn(("user", "Is the sentiment positive, negative or neutral? The room was tiny and the staff ignored us.")),
    turn(("user", "Alice has a cat. Bob has a dog. Who has a dog?")),
    turn(("system", "You may call these tools:\n- weather(city: string): the weather in a city\n- search(query: string): searches the web\nAnswer with a JSON tool call."),
        ("user", "Do I need a coat in Reykjavik today?")),
    turn(("user", "What is 47 + 38?")),
    turn(("user", "What is the capital of Japan?")),
]


@torch.no_grad()
def reference(model, tok, device, length=48):
    """JSON with prompts, their token ids, greedy continuations and margins, computed in float32 from the file's weights."""
    was = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    stops = {tok.token_to_id(END), tok.token_to_id(STOP)}
    entries = []
    for parts in FREE_PROMPTS:
        prompt = tokens_of(tok, parts)
        ids, margins = list(prompt), []
        for _ in range(length):
            top = model(torch.tensor([ids], device=device))[0, -1].topk(2)
            margins.append(round((top.values[0] - top.values[1]).item(), 4))
            ids.append(top.indices[0].item())
            if ids[-1] in stops:
                break
        entries.append({"parts": parts, "prompt": prompt, "greedy": ids[len(prompt) :],
            "text": tok.decode(ids[len(prompt) :]), "margins": margins, "smallestMargin": min(margins)})
    torch.set_float32_matmul_precision(was)
    return json.dumps({"about": "Greedy continuations in float32 of the Q8_0 weights; the end token is part of them.",
        "entries": entries}, ensure_ascii=False, indent=1)
