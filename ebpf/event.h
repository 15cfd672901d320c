/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Making one event: begin, append parameters, send. */
#pragma once

#include "maps.h"

/* How a function that the verifier looks at once is handed the scratch and a recipe; before 5.13 it takes numbers only. */
#ifdef BEFORE_5_15
#define HANDED u32
#define HAND_OVER(s) ((s)->recipe)
#define HANDED_OVER(recipe) scratch_for(recipe)
#define HANDED_RECIPE u32
#define HAND_RECIPE_OVER(s, recipe) ((s)->recipe)
#define RECIPE_HANDED_OVER(of) bpf_map_lookup_elem(&recipes, &of)

INLINE struct scratch *scratch_for(u32 recipe)
{
	struct snapshot_room *room;

	if (recipe != RECIPE_TASK && recipe < RECIPE_FILE)
		return get_scratch();
	room = get_snapshot_room();
	return room ? &room->scratch : NULL;
}
#else
#define HANDED struct scratch *
#define HAND_OVER(s) (s)
#define HANDED_OVER(s) (s)
#define HANDED_RECIPE struct recipe *
#define HAND_RECIPE_OVER(s, recipe) (recipe)
#define RECIPE_HANDED_OVER(recipe) (recipe)
#endif

INLINE void append_length(struct scratch *s, u64 length)
{
	u32 at = s->params & 63;
	*(u16 *)&s->data[LENGTHS + 2 * at] = (u16)length;
	s->params = at + 1;
}

INLINE void append_empty(struct scratch *s)
{
	append_length(s, 0);
}

/* Appends a number to the parameter that is being made; its length is appended by whoever began it. Eight bytes are
 * stored whatever the width, without a branch: what is too much is overwritten or not sent. */
INLINE void put(struct scratch *s, u64 value, u32 width)
{
	u64 at = s->pos & (2 * MOST_BYTES - 1);

	/* In assembly: the compiler would store byte by byte. */
	asm volatile("*(u64 *)(%0 + 0) = %1" : : "r"(&s->data[at]), "r"(value) : "memory");
	s->pos += width;
}

INLINE void append_number(struct scratch *s, u64 value, u32 width)
{
	put(s, value, width);
	append_length(s, width);
}

INLINE void count_unreadable(void)
{
	struct counters *c = get_counters();

	if (c)
		c->unreadable++;
}

/* Where the next `length` bytes at most may be put; NULL: the event is too big. */
#define ROOM(s, length)                                                                                                \
	({                                                                                                             \
		u64 at = (s)->pos;                                                                                     \
		if (length > 65535)                                                                                    \
			length = 65535;                                                                                \
		OPAQUE(length);                                                                                        \
		at <= MOST_BYTES && length <= 65535 ? &(s)->data[at] : NULL;                                           \
	})

INLINE u64 advance(struct scratch *s, s64 length)
{
	if (length <= 0) {
		count_unreadable();
		return 0;
	}
	s->pos += length;
	return length;
}

/* These put a text and its NUL, or bytes, and return how many; 0 where the memory cannot be read. */
GLOBAL_ON u64 put_user_text(struct scratch *s, u64 from, u64 limit)
{
	u8 *to = s ? ROOM(s, limit) : NULL;
	s64 length;

	if (!to || !from)
		return 0;
	length = bpf_probe_read_user_str(to, limit, (void *)from);
	/* Of an empty text in user memory, and of no other, the helper does not count the NUL. */
	if (!length && limit) {
		put(s, 0, 1);
		return 1;
	}
	return advance(s, length);
}

GLOBAL_ON u64 put_kernel_text(struct scratch *s, u64 from, u64 limit)
{
	u8 *to = s ? ROOM(s, limit) : NULL;

	return to && from ? advance(s, bpf_probe_read_kernel_str(to, limit, (void *)from)) : 0;
}

GLOBAL_ON u64 put_user_bytes(struct scratch *s, u64 from, u64 length)
{
	u8 *to = s ? ROOM(s, length) : NULL;

	if (!to || !from || !length)
		return 0;
	return advance(s, bpf_probe_read_user(to, length, (void *)from) ? 0 : length);
}

GLOBAL_ON u64 put_kernel_bytes(struct scratch *s, u64 from, u64 length)
{
	u8 *to = s ? ROOM(s, length) : NULL;

	if (!to || !from || !length)
		return 0;
	return advance(s, bpf_probe_read_kernel(to, length, (void *)from) ? 0 : length);
}

/* The same from `side`, where pointers of the program itself cannot be given away as numbers. */
GLOBAL_ON u64 put_side_text(struct scratch *s, u64 at, u64 limit)
{
	u8 *to = s ? ROOM(s, limit) : NULL;

	return to ? advance(s, bpf_probe_read_kernel_str(to, limit, &s->side[at & 4095])) : 0;
}

GLOBAL_ON u64 put_side_bytes(struct scratch *s, u64 at, u64 length)
{
	u8 *to = s ? ROOM(s, length) : NULL;

	if (!to || !length)
		return 0;
	return advance(s, bpf_probe_read_kernel(to, length, &s->side[at & 4095]) ? 0 : length);
}

INLINE u64 put_text(struct scratch *s, u64 from, u64 limit, bool user)
{
	return user ? put_user_text(s, from, limit) : put_kernel_text(s, from, limit);
}

INLINE u64 put_bytes(struct scratch *s, u64 from, u64 length, bool user)
{
	return user ? put_user_bytes(s, from, length) : put_kernel_bytes(s, from, length);
}

INLINE void append_text(struct scratch *s, u64 from, u64 limit, bool user)
{
	append_length(s, put_text(s, from, limit, user));
}

INLINE void append_bytes(struct scratch *s, u64 from, u64 length, bool user)
{
	append_length(s, put_bytes(s, from, length, user));
}

/* The address of something, as a number: the verifier does not let pointers of a known type be passed as one. */
#define AS_NUMBER(s, pointer)                                                                                          \
	({                                                                                                             \
		*(volatile u64 *)&(s)->work[5] = (u64)(pointer);                                                       \
		*(volatile u64 *)&(s)->work[5];                                                                        \
	})

/* Takes this processor's scratch. NULL: an event is being made already, which this one interrupted. */
INLINE struct scratch *begin(u32 recipe, struct settings *set, struct task_struct *task)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct scratch *s = bpf_map_lookup_elem(&scratches, &cpu);

	if (!s)
		return NULL;
	if (s->busy) {
		struct counters *c = get_counters();

		if (c) {
			c->produced++;
			c->busy++;
			c->sequence++;
		}
		return NULL;
	}
	s->busy = 1;
	s->recipe = recipe;
	s->cpu = cpu;
	s->now = bpf_ktime_get_boot_ns();
	s->time = set->boot_time + s->now;
	s->args[ZERO] = 0;
	s->tid = (u32)READ(task, pid);
	s->task = (u64)task;
	s->file = 0;
	return s;
}

INLINE void finish(struct scratch *s)
{
	s->busy = 0;
}

INLINE void start_params(struct scratch *s, struct recipe *recipe)
{
	u32 params = recipe->params & 63;

	s->params = 0;
	s->pos = LENGTHS + 2 * params;
}

INLINE void write_header(struct scratch *s, struct recipe *recipe, u64 ts, u64 length)
{
	struct event_header *header = (void *)&s->data[PREFIX_SIZE];

	header->ts = ts;
	header->tid = s->tid;
	header->len = length - PREFIX_SIZE;
	header->type = recipe->code;
	header->nparams = recipe->params;
}

/* Makes a generic event, which holds no more of a call than its number, where it is to be read from. */
INLINE void send_generic(struct recipe *recipe, struct settings *set, struct task_struct *task)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct counters *c = bpf_map_lookup_elem(&counters, &cpu);
	void *ring = bpf_map_lookup_elem(&rings, &cpu);
	struct generic_event *event;
	u32 sequence;

	if (!c)
		return;
	c->produced++;
	sequence = (u32)c->sequence++;
	event = ring ? bpf_ringbuf_reserve(ring, GENERIC_LENGTH, 0) : NULL;
	if (!event) {
		c->no_room[recipe->class & (CLASSES - 1)]++;
		return;
	}
	event->prefix.sequence = sequence;
	event->prefix.cpu = (u16)cpu;
	event->prefix.marks = 0;
	event->ts = set->boot_time + bpf_ktime_get_boot_ns();
	event->tid = (u32)READ(task, pid);
	event->len = GENERIC_LENGTH - PREFIX_SIZE;
	event->type = recipe->code;
	event->nparams = 2;
	event->nparams_high = 0;
	event->lengths[0] = event->lengths[1] = 2;
	event->code = (u16)recipe->ops[0].extra;
	event->number = (u16)recipe->ops[1].extra;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/* Sends the event into this processor's ring, or counts it as lost. */
INLINE void send(struct scratch *s, struct recipe *recipe)
{
	u32 cpu = s->cpu, class = recipe->class & (CLASSES - 1);
	struct counters *c = bpf_map_lookup_elem(&counters, &cpu);
	struct prefix *prefix = (void *)&s->data[0];
	u64 length = s->pos;
	void *ring;

	if (!c)
		return;
	c->produced++;
	prefix->sequence = (u32)c->sequence++;
	prefix->cpu = (u16)cpu;
	prefix->marks = (u16)s->marks;
	if (length > MOST_BYTES + PREFIX_SIZE) {
		c->too_big++;
		return;
	}
	write_header(s, recipe, s->time, length);
	ring = bpf_map_lookup_elem(&rings, &cpu);
	OPAQUE(length);
	if (length > MOST_BYTES + PREFIX_SIZE)
		return;
	if (!ring || bpf_ringbuf_output(ring, s->data, length, BPF_RB_NO_WAKEUP))
		c->no_room[class]++;
}
