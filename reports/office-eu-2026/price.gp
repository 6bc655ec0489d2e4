# Draws price.svg: gnuplot price.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,520 font "DejaVu Sans,20"
set output 'price.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.10000
set rmargin at screen 0.97500
set bmargin at screen 0.14615
set tmargin at screen 0.87308
set xrange [0:26892.1]
set yrange [0:3.46509]
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '5,000' 5000, '10,000' 10000, '15,000' 15000, '20,000' 20000, '25,000' 25000)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set ytics scale 0 textcolor rgb "#1f2328" ('0' 0, '1' 1, '2' 2, '3' 3)
set grid ytics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'price (EUR)' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set label 'times the speed needed, tightest workload' at screen 0.012, screen 0.97308 left textcolor rgb "#1f2328"
set arrow from first 20000, graph 0 to first 20000, graph 1 nohead back lw 2.5 dt 2 lc rgb "#1f2328"
set label 'funds: EUR 20,000' at screen 0.75075, screen 0.90000 center textcolor rgb "#1f2328"
set arrow from graph 0, first 1 to graph 1, first 1 nohead back lw 2.5 dt 2 lc rgb "#1f2328"
set label 'needed' at graph 1, first 1 right offset 0, character 0.6 textcolor rgb "#1f2328"
file = 'price.tsv'
plot file using ($5==1?$3:1/0):4 skip 1 with points pt 7 ps 0.7 lc rgb "#6e7781", \
     file using ($5==0?$3:1/0):4 skip 1 with points pt 8 ps 0.9 lc rgb "#6e7781", \
     file using ($5==3?$3:1/0):4 skip 1 with points pt 7 ps 1.3 lc rgb "#0072B2", \
     file using ($5==2?$3:1/0):4 skip 1 with points pt 8 ps 1.6 lw 2 lc rgb "#D55E00", \
     file using ($0==0&&$1==1?$3:1/0):4 skip 1 with points pt 6 ps 2.2 lw 2 lc rgb "#1f2328", \
     file using 3:4:($7-$3):($8-$4) skip 1 with vectors nohead lw 1 lc rgb "#6e7781", \
     file using ($9==0?$7:1/0):8:6 skip 1 with labels right textcolor rgb "#1f2328"
unset output
