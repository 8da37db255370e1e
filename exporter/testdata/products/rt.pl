#!/usr/bin/perl
# Drives Request Tracker 5 through its own Perl interface: a command a line on
# standard input, an answer a line on standard output. products_driver_test.go
# lists the commands. The clock is what "at" said last, for all of RT.
# RT_SITE_CONFIG names the configuration.
use strict;
use warnings;

our $clock;
BEGIN {
    my $now = sub { $clock // CORE::time() };
    *CORE::GLOBAL::time = sub () { $now->() };
    *CORE::GLOBAL::gmtime = sub (;$) { CORE::gmtime(@_ ? $_[0] : $now->()) };
    *CORE::GLOBAL::localtime = sub (;$) { CORE::localtime(@_ ? $_[0] : $now->()) };
}

use lib '/usr/share/request-tracker5/lib';
use MIME::Entity;
use RT;
RT::LoadConfig();
RT::Init();
$| = 1;

my $system = RT->SystemUser;

sub must { my ($ok, @message) = @_; die "@message\n" unless $ok; return $ok }

# person is a current user: one who may do everything, or one who may ask.
sub person {
    my ($name, $privileged) = @_;
    my $user = RT::User->new($system);
    must($user->Create(Name => $name, EmailAddress => "$name\@example.org", Privileged => $privileged));
    must($user->PrincipalObj->GrantRight(Right => 'SuperUser', Object => $RT::System)) if $privileged;
    my $current = RT::CurrentUser->new;
    $current->Load($user->id);
    return $current;
}
my $handler = person('handler', 1);
my $citizen = person('citizen', 0);
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
must($everyone->PrincipalObj->GrantRight(Right => $_, Object => $RT::System)) for qw(CreateTicket ReplyToTicket ShowTicket SeeQueue);

sub ticket {
    my ($id, $as) = @_;
    my $ticket = RT::Ticket->new($as // $handler);
    must($ticket->LoadById($id));
    return $ticket;
}

sub date { my $d = RT::Date->new($system); $d->Set(Format => 'unix', Value => shift); return $d->ISO }

sub message { return MIME::Entity->build(Data => ['text'], Charset => 'UTF-8', Type => 'text/plain') }

# The statuses that begin handling, close and open again, by lifecycle.
my %status = (
    default => { begin => 'open', close => 'resolved', reject => 'rejected', reopen => 'open' },
    vedtak  => { begin => 'underveis', close => 'vedtatt', reject => 'avvist', reopen => 'underveis' },
);

sub status { my ($ticket, $step) = @_; return $status{$ticket->LifecycleObj->Name}{$step} }

# inactive is whether a status closes, in whichever lifecycle it belongs to.
sub inactive {
    my ($status) = @_;
    return grep { RT::Lifecycle->Load(Name => $_)->IsInactive($status) } keys %status;
}

# found counts with RT's own search.
sub found {
    my ($query) = @_;
    my $tickets = RT::Tickets->new($system);
    must($tickets->FromSQL($query));
    return $tickets->Count;
}

# history is what RT shows of one ticket's own history: the first handling,
# and how often it was closed and opened again.
sub history {
    my ($ticket) = @_;
    my ($started, $closed, $reopened) = ($ticket->StartedObj->IsSet ? $ticket->StartedObj->Unix : 0, 0, 0);
    my %asked = map { $_->MemberId => 1 } @{ $ticket->Requestors->MembersObj->ItemsArrayRef };
    my $begin = sub { $started = $_[0] if !$started || $_[0] < $started };
    my $at = 0;
    for my $txn (@{ $ticket->Transactions->ItemsArrayRef }) {
        next if $txn->ObjectId != $ticket->id; # RT shows what was merged in here too
        my $field = $txn->Field // '';
        if ($txn->Type eq 'Status') {
            my ($was, $is) = map { inactive($_) ? 1 : 0 } $txn->OldValue, $txn->NewValue;
            $closed++   if $is && !$was;
            $reopened++ if $was && !$is;
            $at = $txn->CreatedObj->Unix if $is && !$was;
        }
        elsif ($field eq 'Owner' && $txn->NewValue != RT->Nobody->id) {
            $begin->($txn->CreatedObj->Unix);
        }
        elsif ($txn->Type eq 'Correspond' && !$asked{ $txn->Creator } && $txn->Creator != $system->id) {
            $begin->($txn->CreatedObj->Unix);
        }
    }
    # A ticket that was created closed has no history that says so.
    my $now = inactive($ticket->Status) ? 1 : 0;
    $closed++ if $reopened + $now > $closed;
    return ($started, $closed, $reopened, $now ? $at || $ticket->ResolvedObj->Unix : 0);
}

my %command = (
    at    => sub { $clock = shift; return 'ok' },
    unit  => sub {
        my ($name, $lifecycle) = @_;
        my $queue = RT::Queue->new($system);
        return must($queue->Create(Name => $name, Lifecycle => $lifecycle // 'default'));
    },
    create => sub {
        my ($unit, $due) = @_;
        my $ticket = RT::Ticket->new($citizen);
        my ($id, undef, $message) = $ticket->Create(Queue => $unit, Subject => 'case', Requestor => $citizen->id,
            MIMEObj => message(), $due ? (Due => date($due)) : ());
        return must($id, $message);
    },
    record => sub {
        my ($unit) = @_;
        my $queue = RT::Queue->new($system);
        must($queue->Load($unit));
        my $ticket = RT::Ticket->new($handler);
        my ($id, undef, $message) = $ticket->Create(Queue => $unit, Subject => 'case', Requestor => $citizen->id,
            MIMEObj => message(), Status => $status{ $queue->LifecycleObj->Name }{close});
        return must($id, $message);
    },
    own     => sub { must(ticket(shift)->SetOwner($handler->id)) },
    begin   => sub { my $t = ticket(shift); must($t->SetStatus(status($t, 'begin'))) },
    comment => sub { must(ticket(shift)->Comment(MIMEObj => message())) },
    reply   => sub { must(ticket(shift)->Correspond(MIMEObj => message())) },
    ask     => sub { must(ticket(shift, $citizen)->Correspond(MIMEObj => message())) },
    close   => sub { my $t = ticket(shift); must($t->SetStatus(status($t, 'close'))) },
    reject  => sub { my $t = ticket(shift); must($t->SetStatus(status($t, 'reject'))) },
    reopen  => sub { my $t = ticket(shift); must($t->SetStatus(status($t, 'reopen'))) },
    move    => sub { must(ticket(shift)->SetQueue(shift)) },
    merge   => sub { must(ticket(shift)->MergeInto(shift)) },
    delete  => sub { must(ticket(shift)->Delete) },
    due     => sub { must(ticket(shift)->SetDue(date(shift))) },

    # search: open and overdue in a queue.
    search => sub {
        my ($unit) = @_;
        my $open = "Queue = '$unit' AND Status = '__Active__'";
        return join ' ', found($open), found("$open AND Due < '" . date($clock) . "' AND Due > '1970-01-02'");
    },
    # cases: one line each, and an empty one.
    cases => sub {
        my $tickets = RT::Tickets->new($system);
        must($tickets->FromSQL('id > 0'));
        while (my $t = $tickets->Next) {
            my ($started, $closed, $reopened, $at) = history($t);
            print join("\t", $t->id, $t->QueueObj->Name, $t->CreatedObj->Unix, $started,
                $at, $t->DueObj->IsSet ? $t->DueObj->Unix : 0, $closed, $reopened), "\n";
        }
        return '';
    },
);

while (defined(my $line = <STDIN>)) {
    my ($verb, @args) = split ' ', $line;
    my $do = $command{$verb} or die "unknown command $verb\n";
    my $answer = eval { $do->(@args) };
    die "$verb: $@" if $@;
    print "$answer\n";
    RT::Record->FlushCache if RT::Record->can('FlushCache');
}
